internal import CCurl

/// A status line and header fields, taken line by line.
struct ResponseHead: Hashable {
    private(set) var status = 0
    /// Whether the protocol itself, from HTTP/2 on, says where a body ends.
    private var isFramed = false
    /// By lower-case name; of a field that occurs twice, the last one.
    private var fields: [String: String] = [:]

    subscript(name: String) -> String? { fields[name] }

    /// - Parameter line: without its end.
    mutating func take(_ line: String) {
        if line.hasPrefix("HTTP/") {
            self = ResponseHead()
            let words = line.split(separator: " ", maxSplits: 2)
            isFramed = !line.hasPrefix("HTTP/1")
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            fields[line[..<colon].lowercased()] = value.trimmed
        }
    }

    /// The body's length.
    var contentLength: Int? { fields["content-length"].flatMap(Int.init).flatMap(Self.natural) }

    /// Whether the body's end can be told from a cut connection without knowing its length.
    var marksItsEnd: Bool {
        isFramed || fields["transfer-encoding"]?.lowercased().contains("chunked") == true
    }

    var contentRange: ContentRange? { fields["content-range"].flatMap(ContentRange.init) }

    /// The encoding that alters the bytes; `nil` for none.
    var contentEncoding: String? {
        guard let value = fields["content-encoding"]?.lowercased(), !value.isEmpty,
            value != "identity"
        else { return nil }
        return value
    }

    var isWebPage: Bool {
        let type = (fields["content-type"] ?? "").lowercased()
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml+xml")
    }

    /// Seconds to wait, from digits or a date (RFC 9110, section 10.2.3); a year at most.
    var retryAfter: Double? {
        guard let value = fields["retry-after"], !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // Digits that are no `Int` are more than any.
            return Double(min(Int(value) ?? .max, Self.longestWait))
        }
        guard value.first?.isLetter == true, let now = Self.seconds(fields["date"]),
            let then = Self.seconds(value)
        else { return nil }
        return Double(min(max(0, then - now), Self.longestWait))
    }

    /// Seconds of a year: nobody waits so long, and it can be computed with.
    private static let longestWait = 31_536_000

    /// Whether the file was last modified so long before this answer that a second change within
    /// the same second is excluded (RFC 9110, section 8.8.2.2).
    var isLongUnmodified: Bool {
        guard let modified = Self.seconds(fields["last-modified"]),
            let now = Self.seconds(fields["date"])
        else { return false }
        return now > modified
    }

    /// Seconds since 1970 of an HTTP date.
    private static func seconds(_ date: String?) -> Int? {
        guard let date else { return nil }
        let seconds = unsafe curl_getdate(date, nil)
        return seconds < 0 ? nil : Int(seconds)
    }

    private static func natural(_ number: Int) -> Int? { number >= 0 ? number : nil }
}

/// `Content-Range: bytes first-last/total`, or `bytes */total` where nothing was sent.
struct ContentRange: Hashable {
    /// First and last byte, counted from 0.
    let bytes: ClosedRange<Int>?
    let total: Int?

    init?(_ value: String) {
        guard value.lowercased().hasPrefix("bytes") else { return nil }
        let parts = value.dropFirst("bytes".count).split(
            separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let range = parts[0].trimmed
        let size = parts[1].trimmed
        guard let total = Self.natural(size) ?? (size == "*" ? .some(nil) : nil) else { return nil }
        self.total = total
        if range == "*" {
            bytes = nil
            return
        }
        let ends = range.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= 0,
            first <= last, total.map({ last < $0 }) ?? true
        else { return nil }
        bytes = first...last
    }

    private static func natural(_ text: String) -> Int?? {
        guard let number = Int(text), number >= 0 else { return nil }
        return .some(number)
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let tail = drop(while: isBlank).reversed().drop(while: isBlank)
        return String(tail.reversed())
    }
}
