internal import Foundation

/// A place where a file may be had: an `http` or `https` address, or a local path.
package struct Location: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        case web(WebAddress)
        case path(String)
    }

    let place: Place

    /// Reads `http://…`, `https://…`, `file:///…` or a path.
    package init(_ text: String) throws(LocationError) {
        guard !text.isEmpty else { throw .empty }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .controlCharacter(text) }
        let scheme = Self.scheme(of: text)
        switch scheme {
        case "http", "https":
            do {
                place = .web(try WebAddress(text))
            } catch {
                throw .malformed(text, error)
            }
        case "file": place = .path(try Self.path(fromFileURL: text))
        case nil: place = .path(text)
        case .some(let other): throw .unsupported(text, scheme: other)
        }
    }

    /// A file of this machine.
    package init(path: String) { place = .path(path) }

    /// Whether it can be reached without a network.
    package var isLocal: Bool {
        if case .path = place { true } else { false }
    }

    /// What tells this location from others, credentials included: never to be shown or stored.
    var identity: String {
        switch place {
        case .web(let address): address.text
        case .path(let path): path
        }
    }

    /// The lower-case scheme; `nil` for a path, which may well have a colon in it.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon].lowercased()
        let isWellFormed =
            name.first?.isASCIILetter == true
            && name.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.".contains($0) }
        guard isWellFormed else { return nil }
        let isKnown = ["http", "https", "file"].contains(name)
        return isKnown || text[colon...].hasPrefix("://") ? name : nil
    }

    /// `file:/path`, `file:///path` or `file://localhost/path`, percent-decoded.
    private static func path(fromFileURL text: String) throws(LocationError) -> String {
        var rest = text.dropFirst("file:".count)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let host = rest.prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else {
                throw .remoteFile(text, host: String(host))
            }
            rest = rest.dropFirst(host.count)
        }
        guard rest.hasPrefix("/") else { throw .relativeFile(text) }
        guard let path = String(rest).removingPercentEncoding, !path.utf8.contains(0) else {
            throw .percentEncoding(text)
        }
        return path
    }
}

extension Location: CustomStringConvertible {
    /// The location without credentials and query.
    package var description: String {
        switch place {
        case .web(let address): address.display
        case .path(let path): path
        }
    }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

/// A text that names no place to fetch from.
package struct LocationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: String
    package let remedy: String

    /// One line: problem, remedy.
    package var description: String { "\(problem); \(remedy)" }

    init(problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }

    /// Takes credentials and query out of a text that no parser understood.
    static func redacted(_ text: String) -> String {
        var shown = text
        if let query = shown.firstIndex(of: "?") {
            shown = shown[..<query] + "?…"
        }
        if let at = shown.lastIndex(of: "@") {
            let start = shown.firstRange(of: "://")?.upperBound ?? shown.startIndex
            if start < at { shown.replaceSubrange(start...at, with: "…@") }
        }
        return shown.map { character in
            let isControl = character.unicodeScalars.contains {
                $0.properties.generalCategory == .control
            }
            return isControl ? "�" : String(character)
        }.joined()
    }
}

extension LocationError {
    private static let forms = "write https://…, http://…, file:///… or a path"

    fileprivate static let empty = LocationError(problem: "an address is empty", remedy: forms)

    fileprivate static func controlCharacter(_ text: String) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' has a control character in it", remedy: "take it out")
    }

    fileprivate static func malformed(
        _ text: String, _ problem: WebAddressProblem
    ) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' \(problem.text)",
            remedy: "write it as https://host/path")
    }

    fileprivate static func unsupported(_ text: String, scheme: String) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' has the scheme '\(scheme)', which is not supported",
            remedy: forms)
    }

    fileprivate static func remoteFile(_ text: String, host: String) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' names a file of the machine '\(redacted(host))'",
            remedy: "only this machine's files have a file: address; write file:///path")
    }

    fileprivate static func relativeFile(_ text: String) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' is a file: address without an absolute path",
            remedy: "write file:///path, or the path alone")
    }

    fileprivate static func percentEncoding(_ text: String) -> LocationError {
        LocationError(
            problem: "'\(redacted(text))' has a wrong percent escape in it",
            remedy: "write %25 for a percent sign, or the path alone")
    }
}
