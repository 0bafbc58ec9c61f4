/// A folder or an address that holds copies of data sets' files and is tried before their sources.
package struct Mirror: Hashable, Sendable {
    private let base: Location

    /// Reads a folder's path, a `file:` address, or an `http(s)` address without a query.
    package init(_ text: String) throws(LocationError) {
        base = try Location(text)
        if case .web(let address) = base.place, address.text.contains("?") {
            throw .query(address.display)
        }
    }

    /// Where the mirror may have a file: `MIRROR/file`, then `MIRROR/dataset/file`.
    ///
    /// - Parameters:
    ///   - file: a relative path of one or more components.
    ///   - dataset: the data set's name, one component.
    /// - Throws: when a name would lead out of the mirror.
    package func locations(
        file: String, dataset: String
    ) throws(LocationError) -> [Location] {
        let components = file.split(separator: "/", omittingEmptySubsequences: false)
        let names = components.map(String.init) + [dataset]
        guard !names.contains(where: { ["", ".", ".."].contains($0) || $0.utf8.contains(0) }),
            !dataset.contains("/")
        else { throw .outside(file: file, dataset: dataset) }
        let path = components.map(String.init)
        return [try location(path), try location([dataset] + path)]
    }

    private func location(_ components: [String]) throws(LocationError) -> Location {
        switch base.place {
        case .path(let folder):
            let separator = folder.hasSuffix("/") ? "" : "/"
            return Location(path: folder + separator + components.joined(separator: "/"))
        case .web(let address):
            let separator = address.text.hasSuffix("/") ? "" : "/"
            let path = components.map(Self.percentEncoded).joined(separator: "/")
            return try Location(address.text + separator + path)
        }
    }

    /// One component of an address's path; all but the unreserved characters of RFC 3986 are
    /// encoded.
    private static func percentEncoded(_ component: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return component.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain =
                character.isASCII
                && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain
                ? String(character) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}

extension LocationError {
    fileprivate static func query(_ display: String) -> LocationError {
        LocationError(
            problem: "the mirror '\(display)' has a query, to which no file name can be added",
            remedy: "give an address that ends with a folder")
    }

    fileprivate static func outside(file: String, dataset: String) -> LocationError {
        LocationError(
            problem: "no mirror can have the file '\(file)' of '\(dataset)'",
            remedy: "use names without empty parts, '.' and '..'")
    }
}
