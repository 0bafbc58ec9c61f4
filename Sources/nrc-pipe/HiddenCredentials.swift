/// Addresses without the name and password that they may carry, for what others can read.
enum HiddenCredentials {
    /// `https://user:secret@host/x` becomes `https://host/x`; other text stays.
    static func text(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(text[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}
