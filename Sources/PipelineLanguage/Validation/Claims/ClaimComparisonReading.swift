/// Reads comparisons of arms.
struct ClaimComparisonReading {
    private static let failingKeys = ["fails_below", "fails_above"]
    private static let choices = ["least_of", "greatest_of"]

    let values: ClaimValues
    /// Names that may be referred to; empty when there are none, which was reported.
    let arms: [String]

    private var keys: [String] {
        ["metric", "mean_over", "of", "minus", "over"] + ClaimPredicateReading.boundKeys
            + Self.failingKeys
    }

    func comparison(_ node: Node, state: inout ValidationState) -> ClaimComparison? {
        let owner = "a comparison in \(values.owner("compare"))"
        guard let written = node.fields(of: owner, log: &state.log) else { return nil }
        let fields = written.known(keys, in: owner, log: &state.log)
        for key in ["metric", "of"] where written.lacks(key, among: keys) {
            state.log.report(.incomplete(owner, key, node))
        }
        if ["minus", "over"].allSatisfy({ written.lacks($0, among: keys) }) {
            state.log.report(.noOther(owner, node))
        }
        let metric = fields["metric"].flatMap {
            values.metric($0.value, of: "metric", state: &state)
        }
        let layers = fields["mean_over"].map {
            ClaimLayerReading(values: values).selection($0.value, of: "mean_over", state: &state)
        }
        let arm = fields["of"].flatMap { self.arm($0.value, of: "of", state: &state) }
        let other = self.other(fields, state: &state)
        let bounds = self.bounds(fields, state: &state)
        let failing = Self.failingKeys.map { key in
            fields[key].map { values.real($0.value, of: key, state: &state) }
        }
        if let bounds, bounds.isEmpty, fields.count == written.count {
            state.log.report(.noBound(owner, node))
            return nil
        }
        guard let metric, let arm, let other, let bounds, fields.count == written.count else {
            return nil
        }
        if let layers, layers == nil { return nil }
        if failing.contains(where: { if let number = $0 { number == nil } else { false } }) {
            return nil
        }
        return ClaimComparison(
            ClaimQuantity(metric, meanOver: layers ?? nil), of: arm, other.operation, other.arms,
            choice: other.choice, bounds: bounds, failsBelow: failing[0] ?? nil,
            failsAbove: failing[1] ?? nil)
    }

    /// The limits, which are numbers here.
    private func bounds(
        _ fields: [Field], state: inout ValidationState
    ) -> [ClaimBound]? {
        var bounds: [ClaimBound] = []
        var isValid = true
        for relation in ClaimBound.Relation.allCases {
            guard let field = fields[relation.rawValue] else { continue }
            if let number = values.real(field.value, of: relation.rawValue, state: &state) {
                bounds.append(ClaimBound(relation, .number(number)))
            } else {
                isValid = false
            }
        }
        if let field = fields["between"] {
            let reading = ClaimPredicateReading(values: values)
            let between = reading.between(field.value, state: &state)
            isValid = isValid && between != nil
            bounds += between ?? []
        }
        return isValid ? bounds : nil
    }

    // MARK: Arms

    private struct Other {
        var operation: ClaimQuantity.Operation
        var arms: [String]
        var choice: ClaimComparison.Choice
    }

    /// `minus: none`, or `over: {least_of: [small, none]}`.
    private func other(_ fields: [Field], state: inout ValidationState) -> Other? {
        let written = [ClaimQuantity.Operation.minus, .over].compactMap { operation in
            fields[operation.rawValue].map { (operation, $0) }
        }
        guard let (operation, field) = written.first else { return nil }
        if written.count > 1 {
            state.log.report(.twoOthers(written[1].1.key))
            return nil
        }
        guard case .mapping(let choosing) = field.value.content else {
            return arm(field.value, of: field.key.text, state: &state)
                .map { Other(operation: operation, arms: [$0], choice: .least) }
        }
        let owner = values.owner(field.key.text)
        let known = choosing.known(Self.choices, in: owner, log: &state.log)
        guard known.count == 1, choosing.count == 1, let chosen = known.first,
            let choice = ClaimComparison.Choice(rawValue: chosen.key.text)
        else {
            if known.count == choosing.count { state.log.report(.badChoice(owner, field.value)) }
            return nil
        }
        guard let items = chosen.value.items(of: values.owner(chosen.key.text), log: &state.log)
        else { return nil }
        if items.isEmpty { state.log.report(.badChoice(owner, field.value)) }
        let names = items.compactMap { arm($0, of: chosen.key.text, state: &state) }
        guard !items.isEmpty, names.count == items.count else { return nil }
        return Other(operation: operation, arms: names, choice: choice)
    }

    private func arm(_ node: Node, of key: String, state: inout ValidationState) -> String? {
        guard let name = values.text(node, of: key, state: &state) else { return nil }
        guard arms.isEmpty || arms.contains(name) else {
            state.log.report(.unknownArm(values.owner(key), name, arms, at: node.place))
            return nil
        }
        return name
    }
}

extension Diagnostic {
    private static let comparisonForm =
        "expected '{metric: name, of: arm, minus: arm, at_least: 0.2}'"

    fileprivate static func incomplete(_ owner: String, _ key: String, _ node: Node) -> Self {
        Self("\(owner) lacks the key '\(key)'", at: node.place, label: comparisonForm)
    }

    fileprivate static func noOther(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) has nothing to compare with", at: node.place,
            label: "expected 'minus: arm' or 'over: arm'")
    }

    fileprivate static func twoOthers(_ key: Name) -> Self {
        Self(
            "'minus' and 'over' stand in one comparison", at: key.place,
            label: "remove one of the two")
    }

    fileprivate static func badChoice(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) is no choice of arms", at: node.place,
            label: "expected an arm, '{least_of: [arm, arm]}' or '{greatest_of: [arm, arm]}'")
    }

    fileprivate static func unknownArm(
        _ owner: String, _ name: String, _ arms: [String], at place: Place
    ) -> Self {
        Self(
            "\(owner) is \(quoted(name)), which is no arm of the claim", at: place,
            label: suggestion(for: name, among: arms, otherwise: "name it under 'arms'"))
    }
}
