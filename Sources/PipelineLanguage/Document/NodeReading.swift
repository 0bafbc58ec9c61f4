extension Node {
    /// The fields of a mapping; `nil` for anything else, which is reported unless it was before.
    ///
    /// - Parameter owner: what the mapping is, as in `'stages'` or `stage 'train'`.
    package func fields(of owner: @autoclosure () -> String, log: inout DiagnosticLog) -> [Field]? {
        switch content {
        case .mapping(let fields): return fields
        case .invalid: return nil
        default:
            log.report(.wrongShape(owner(), expected: "a mapping", example: "{}", node: self))
            return nil
        }
    }

    /// The items of a sequence; `nil` for anything else, which is reported unless it was before.
    package func items(of owner: @autoclosure () -> String, log: inout DiagnosticLog) -> [Node]? {
        switch content {
        case .sequence(let items): return items
        case .invalid: return nil
        default:
            log.report(.wrongShape(owner(), expected: "a list", example: "[]", node: self))
            return nil
        }
    }

    /// A word that is used as it is written; `nil` for anything else, which is reported.
    package func word(
        of owner: @autoclosure () -> String, log: inout DiagnosticLog
    ) -> Name? {
        guard case .scalar(let scalar) = content, !scalar.isNothing else {
            if !isInvalid { log.report(.missingText(owner(), node: self)) }
            return nil
        }
        if scalar.text.utf8.contains(UInt8(ascii: "$")), scalar.text.contains("${") {
            log.report(.misplacedReference(owner(), node: self))
            return nil
        }
        return Name(text: scalar.text, mark: mark)
    }
}

extension [Field] {
    /// The fields with known keys; the others are reported.
    package func known(
        _ keys: [String], in owner: @autoclosure () -> String, log: inout DiagnosticLog
    ) -> [Field] {
        filter { field in
            if keys.contains(field.key.text) { return true }
            log.report(.unknownKey(field.key, in: owner(), known: keys))
            return false
        }
    }

    package subscript(key: String) -> Field? { first { $0.key.text == key } }

    /// Whether a required key is missing, and not just misspelt: that is reported as such.
    package func lacks(_ key: String, among known: [String]) -> Bool {
        !contains { field in
            field.key.text == key
                || !known.contains(field.key.text)
                    && NearestName.of(field.key.text, among: known) == key
        }
    }
}

extension Diagnostic {
    fileprivate static func wrongShape(
        _ owner: String, expected: String, example: String, node: Node
    ) -> Self {
        let remedy = ", found nothing; write \(example) for an empty one, or remove the key"
        return Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected \(expected)" + (node.isNothing ? remedy : ""))
    }

    fileprivate static func missingText(_ owner: String, node: Node) -> Self {
        Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected text" + (node.isNothing ? ", found nothing" : ""))
    }

    fileprivate static func misplacedReference(_ owner: String, node: Node) -> Self {
        Self(
            "\(owner) is \(node.summary)", at: node.place,
            label: "'${…}' is not replaced here; expected text without it")
    }

    static func unknownKey(_ key: Name, in owner: String, known: [String]) -> Self {
        Self(
            "\(owner) has no key \(quoted(key.text))", at: key.place,
            label: suggestion(for: key.text, among: known, otherwise: "remove it"))
    }
}
