/// Text with references such as `${width}` or `${arm.width}`; `$${` stands for a literal `${`.
struct Template: Sendable {
    struct Reference: Hashable, Sendable {
        var name: String
        /// What follows the dot, if there is one.
        var field: String?

        /// The reference as it is written.
        var text: String { "${" + name + (field.map { "." + $0 } ?? "") + "}" }
    }

    enum Part: Hashable, Sendable {
        case literal(String)
        case reference(Reference)
    }

    /// Why text is no template.
    enum Malformation: Error, Hashable {
        case unclosed
        /// What stands between the braces is no name.
        case badName(String)
    }

    private(set) var parts: [Part] = []

    /// The reference, when the text is nothing else.
    var wholeReference: Reference? {
        guard parts.count == 1, case .reference(let reference) = parts[0] else { return nil }
        return reference
    }

    init(_ text: String) throws(Malformation) {
        var rest = text[...]
        var literal = ""
        while let dollar = rest.firstIndex(of: "$") {
            literal += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                literal += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let close = rest.firstIndex(of: "}") else { throw .unclosed }
                let inside = rest[..<close].dropFirst(2)
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.reference(try Self.reference(inside)))
                rest = rest[close...].dropFirst()
            } else {
                literal += "$"
                rest = rest.dropFirst()
            }
        }
        literal += rest
        if !literal.isEmpty || parts.isEmpty { parts.append(.literal(literal)) }
    }

    /// Whether the text has any `${`; the others need no template.
    static func isNeeded(for text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "$")) && text.contains("${")
    }

    /// Text that reads back as `text` when it is taken for a template.
    static func escaped(_ text: String) -> String {
        guard isNeeded(for: text) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${")?.lowerBound {
            result += rest[..<start]
            result += "$${"
            rest = rest[start...].dropFirst(2)
        }
        return result + rest
    }

    private static func reference(_ inside: Substring) throws(Malformation) -> Reference {
        let words = inside.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.allSatisfy({ NameRule.isName($0) }), let name = words.first else {
            throw .badName(String(inside))
        }
        return Reference(name: String(name), field: words.count > 1 ? String(words[1]) : nil)
    }
}
