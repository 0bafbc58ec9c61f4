/// Reads single values of one claim; what is wrong with them is reported.
struct ClaimValues {
    let claim: Name
    /// Parameters and built-in names.
    let scope: Scope
    let sources: SourceMap
    /// What is known of the metrics of all that the claim measures; empty where anything goes.
    var metrics: [String] = []

    private static let maximumMetricLength = 200

    var title: String { "claim " + Diagnostic.quoted(claim.text) }

    /// How messages call the value of a key.
    func owner(_ key: String) -> String { "'\(key)' of \(title)" }

    func value(
        _ node: Node, as type: ParameterType, of key: String, state: inout ValidationState
    ) -> ParameterValue? {
        let typing = ParameterTyping(
            owner: owner(key), use: node.place, scope: scope, sources: sources)
        return typing.value(of: node, as: type, state: &state)?.value
    }

    func text(_ node: Node, of key: String, state: inout ValidationState) -> String? {
        guard case .text(let text)? = value(node, as: .text, of: key, state: &state) else {
            return nil
        }
        return text
    }

    func integer(
        _ node: Node, in range: ClosedRange<Int>, of key: String, state: inout ValidationState
    ) -> Int? {
        let type = ParameterType.integer(range)
        guard case .integer(let number)? = value(node, as: type, of: key, state: &state) else {
            return nil
        }
        return number
    }

    func real(_ node: Node, of key: String, state: inout ValidationState) -> Double? {
        guard case .real(let number)? = value(node, as: .real(.any), of: key, state: &state) else {
            return nil
        }
        return number
    }

    func choice(
        _ node: Node, among choices: [String], of key: String, state: inout ValidationState
    ) -> String? {
        let type = ParameterType.choice(choices)
        guard case .text(let text)? = value(node, as: type, of: key, state: &state) else {
            return nil
        }
        return text
    }

    func metric(_ node: Node, of key: String, state: inout ValidationState) -> String? {
        guard let text = text(node, of: key, state: &state) else { return nil }
        guard Self.isMetric(text) else {
            state.log.report(.badMetric(owner(key), text, at: node.place))
            return nil
        }
        return isKnown(text, node, of: key, state: &state) ? text : nil
    }

    /// Whether something that the claim measures may have the metric; otherwise that is reported.
    func isKnown(
        _ metric: String, _ node: Node, of key: String, state: inout ValidationState
    ) -> Bool {
        if metrics.isEmpty || metrics.contains(metric) { return true }
        state.log.report(.unknownMetric(owner(key), metric, among: metrics, at: node.place))
        return false
    }

    /// A list of metrics; `nil` when it is no list, or when one of them is wrong.
    func metrics(_ node: Node, of key: String, state: inout ValidationState) -> [String]? {
        let type = ParameterType.list(of: .text, count: 1...100)
        guard case .list(let items)? = value(node, as: type, of: key, state: &state) else {
            return nil
        }
        let names = items.map(\.description)
        for name in names where !Self.isMetric(name) {
            state.log.report(.badMetric(owner(key), name, at: node.place))
        }
        guard names.allSatisfy(Self.isMetric) else { return nil }
        let known = names.filter { isKnown($0, node, of: key, state: &state) }
        return known.count == names.count ? names : nil
    }

    /// Keys joined by dots, of letters, digits, `_` and `-`; the first begins with no digit.
    static func isMetric(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= maximumMetricLength,
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { NameRule.isName($0) }
    }
}

extension Diagnostic {
    fileprivate static func unknownMetric(
        _ owner: String, _ text: String, among metrics: [String], at place: Place
    ) -> Self {
        Self(
            "\(owner) is \(quoted(text)), which nothing that the claim measures has", at: place,
            label: suggestion(for: text, among: metrics, otherwise: ""))
    }

    fileprivate static func badMetric(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(quoted(text))", at: place,
            label: "expected the name of a metric: letters, digits, '_' and '-';"
                + " a dot leads into an object")
    }
}
