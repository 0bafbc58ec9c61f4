/// Why a URL may not stand in a manifest.
enum DataAddressProblem: Error, Hashable {
    case tooLong
    case forbiddenCharacter
    case scheme
    case noHost
    case credentials
    case relativeFile
}

/// The URLs that files are fetched from.
enum DataAddress {
    static let maximumLength = 2000

    /// - Throws: what is wrong with a URL that is no `http`, `https` or `file` URL in ASCII, or
    ///   that has a user's name or password in it.
    static func check(_ text: String) throws(DataAddressProblem) {
        guard text.utf8.count <= maximumLength else { throw .tooLong }
        guard text.utf8.allSatisfy(isAllowed) else { throw .forbiddenCharacter }
        if text.hasPrefix("file://") {
            // Three slashes: no host, and a path from the root.
            guard text.hasPrefix("file:///"), text != "file:///" else { throw .relativeFile }
            return
        }
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
            throw .scheme
        }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .credentials }
        guard let first = authority.first, first != ":" else { throw .noHost }
    }

    /// RFC 3986: everything else is written as `%` and two digits.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        guard byte > 0x20, byte < 0x7F else { return false }
        return !"\"<>\\^`{|}".utf8.contains(byte)
    }
}

extension DataAddressProblem {
    /// What the URL should be like instead, for the caret's label.
    var remedy: String {
        switch self {
        case .tooLong: "expected at most \(DataAddress.maximumLength) characters"
        case .forbiddenCharacter:
            "expected ASCII without spaces and quotes; write other characters as %XX"
        case .scheme: "expected it to start with https://, http:// or file:///"
        case .noHost: "expected a host after '://'"
        case .credentials: "remove the user's name and password: manifests are for everybody"
        case .relativeFile: "expected an absolute path, as in file:///data/x.csv"
        }
    }
}
