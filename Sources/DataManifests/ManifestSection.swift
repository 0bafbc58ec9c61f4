internal import PipelineLanguage

/// A mapping of a manifest, of which everything but known keys was reported, and its typed values.
struct ManifestSection {
    /// As in `'stated'` or `source 'uci'`.
    let owner: String
    let node: Node
    private let keys: [String]
    /// All fields, also those with unknown keys.
    private let written: [Field]

    /// - Returns: `nil` when the node is no mapping, which is reported.
    init?(_ node: Node, owner: String, keys: [String], log: inout DiagnosticLog) {
        guard let written = node.fields(of: owner, log: &log) else { return nil }
        self.owner = owner
        self.node = node
        self.keys = keys
        self.written = written
        _ = written.known(keys, in: owner, log: &log)
    }

    /// The value of an optional key.
    subscript(key: String) -> Node? { written[key]?.value }

    /// The value of a required key; its absence is reported.
    ///
    /// - Parameter example: how the line could read.
    func required(_ key: String, example: String, log: inout DiagnosticLog) -> Node? {
        if let value = self[key] { return value }
        if written.lacks(key, among: keys) {
            log.report(.missingKey(key, in: owner, example: example, node: node))
        }
        return nil
    }

    /// Text of one line or several, without the white space at its ends.
    func text(_ key: String, log: inout DiagnosticLog) -> String? {
        self[key]?.text(of: Diagnostic.quoted(key), log: &log)
    }

    func requiredText(_ key: String, example: String, log: inout DiagnosticLog) -> String? {
        required(key, example: example, log: &log)?.text(of: Diagnostic.quoted(key), log: &log)
    }

    func integer(
        _ key: String, in range: ClosedRange<Int>, log: inout DiagnosticLog
    ) -> Int? {
        self[key]?.integer(of: Diagnostic.quoted(key), in: range, log: &log)
    }

    func requiredInteger(
        _ key: String, in range: ClosedRange<Int>, example: String, log: inout DiagnosticLog
    ) -> Int? {
        required(key, example: example, log: &log)?
            .integer(of: Diagnostic.quoted(key), in: range, log: &log)
    }

    /// One of the values that the type has.
    func requiredChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, as type: Choice.Type, example: String, log: inout DiagnosticLog
    ) -> Choice? {
        guard
            let word = required(key, example: example, log: &log)?
                .word(of: Diagnostic.quoted(key), log: &log)
        else { return nil }
        if let choice = Choice(rawValue: word.text) { return choice }
        log.report(.unknownChoice(key, word, among: Choice.allCases.map(\.rawValue)))
        return nil
    }

    func requiredBoolean(
        _ key: String, example: String, log: inout DiagnosticLog
    ) -> Bool? {
        guard let node = required(key, example: example, log: &log), !node.isInvalid else {
            return nil
        }
        let isBoolean = ["true", "false"].contains(node.scalarText)
        if isBoolean, !node.isQuoted { return node.scalarText == "true" }
        log.report(
            .mismatch(
                Diagnostic.quoted(key), node, ParameterType.boolean.expectation,
                butForQuotes: isBoolean))
        return nil
    }

    /// The items of a list that has to be there and to have some.
    func requiredItems(
        _ key: String, example: String, log: inout DiagnosticLog
    ) -> [Node]? {
        guard let node = required(key, example: example, log: &log) else { return nil }
        return node.someItems(of: Diagnostic.quoted(key), log: &log)
    }
}

extension Node {
    /// The text of a scalar, however it is written.
    var scalarText: String? {
        guard case .scalar(let scalar) = content, !scalar.isNothing else { return nil }
        return scalar.text
    }

    /// Whether this is a scalar that is text and nothing else: numbers are written without quotes.
    var isQuoted: Bool {
        if case .scalar(let scalar) = content { return scalar.style != .plain }
        return false
    }

    /// Text without the white space at its ends; anything else and empty text is reported.
    func text(of owner: String, log: inout DiagnosticLog) -> String? {
        guard let word = word(of: owner, log: &log) else { return nil }
        let characters = word.text.drop(while: \.isWhitespace)
        guard let last = characters.lastIndex(where: { !$0.isWhitespace }) else {
            log.report(.emptyText(owner, self))
            return nil
        }
        return String(characters[...last])
    }

    func integer(
        of owner: String, in range: ClosedRange<Int>, log: inout DiagnosticLog
    ) -> Int? {
        guard !isInvalid else { return nil }
        let value = scalarText.flatMap(NumberSyntax.integer).flatMap {
            range.contains($0) ? $0 : nil
        }
        if let value, !isQuoted { return value }
        let expectation = ParameterType.integer(range).expectation
        log.report(.mismatch(owner, self, expectation, butForQuotes: value != nil))
        return nil
    }

    /// The items of a list that has some; anything else is reported.
    func someItems(of owner: String, log: inout DiagnosticLog) -> [Node]? {
        guard let items = items(of: owner, log: &log) else { return nil }
        guard !items.isEmpty else {
            log.report(.emptyList(owner, self))
            return nil
        }
        return items
    }
}

extension Diagnostic {
    fileprivate static func missingKey(
        _ key: String, in owner: String, example: String, node: Node
    ) -> Self {
        Self("\(owner) lacks the key '\(key)'", at: node.place, label: "expected '\(example)'")
    }

    fileprivate static func unknownChoice(
        _ key: String, _ word: Name, among choices: [String]
    ) -> Self {
        Self(
            "'\(key)' is \(quoted(word.text))", at: word.place,
            label: suggestion(for: word.text, among: choices, otherwise: "remove it"))
    }

    /// A value of the wrong type, for all readers of manifests.
    ///
    /// - Parameter butForQuotes: whether the value would be right without its quotes.
    static func mismatch(
        _ owner: String, _ node: Node, _ expectation: String, butForQuotes: Bool
    ) -> Self {
        let found = butForQuotes ? "is the quoted text \(node.summary)" : node.predicate
        let remedy = butForQuotes ? "; remove the quotes" : node.isNothing ? ", found nothing" : ""
        return Self("\(owner) \(found)", at: node.place, label: "expected \(expectation)\(remedy)")
    }

    fileprivate static func emptyText(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is empty", at: node.place, label: "expected text, found nothing")
    }

    fileprivate static func emptyList(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is an empty list", at: node.place, label: "expected at least one item")
    }
}
