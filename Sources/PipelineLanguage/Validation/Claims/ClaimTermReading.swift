/// Reads what must hold of a claim's measurements.
struct ClaimTermReading {
    private static let placeKeys = ["in", "hold"]
    private static let trendKeys = [
        "layers", "rising", "falling", "at_least", "fails_below",
    ]

    let values: ClaimValues

    /// - Parameter arms: names that comparisons may refer to.
    /// - Returns: `nil` when something is wrong, which is reported.
    func terms(
        _ fields: [Field], arms: [String], state: inout ValidationState
    ) -> ClaimTerms? {
        var terms = ClaimTerms(seeds: SeedRule())
        var isValid = true
        if let field = fields["seeds"] {
            let rule = ClaimSeedReading(values: values).rule(field.value, state: &state)
            if let rule { terms.seeds = rule } else { isValid = false }
        }
        func read<Part>(
            _ key: String, into parts: inout [Part],
            _ part: (Node, inout ValidationState) -> Part?
        ) {
            guard let field = fields[key] else { return }
            let items = items(of: field, state: &state)
            parts = (items ?? []).compactMap { part($0, &state) }
            isValid = isValid && parts.count == items?.count
        }
        read("exclude", into: &terms.exclusions) { condition($0, of: "exclude", state: &$1) }
        read("each_seed", into: &terms.conditions) { condition($0, of: "each_seed", state: &$1) }
        read("trends", into: &terms.trends) { trend($0, state: &$1) }
        let comparing = ClaimComparisonReading(values: values, arms: arms)
        read("compare", into: &terms.comparisons) { comparing.comparison($0, state: &$1) }
        return isValid ? terms : nil
    }

    /// The items of a list that must not be empty.
    private func items(of field: Field, state: inout ValidationState) -> [Node]? {
        let owner = values.owner(field.key.text)
        guard let items = field.value.items(of: owner, log: &state.log) else { return nil }
        if items.isEmpty { state.log.report(.emptyList(owner, field.value)) }
        return items.isEmpty ? nil : items
    }

    // MARK: Conditions

    /// A predicate, or `{in: …, hold: […]}`.
    private func condition(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> ClaimCondition? {
        let reading = ClaimPredicateReading(values: values)
        guard case .mapping(let written) = node.content,
            written.contains(where: { Self.placeKeys.contains($0.key.text) })
        else {
            return reading.predicate(node, .measurement, of: key, state: &state)
                .map { .measurement($0) }
        }
        let owner = "a condition in \(values.owner(key))"
        let fields = written.known(Self.placeKeys, in: owner, log: &state.log)
        for missing in Self.placeKeys where written.lacks(missing, among: Self.placeKeys) {
            state.log.report(.incompleteCondition(owner, missing, node))
        }
        let places = fields["in"].flatMap {
            ClaimLayerReading(values: values).places($0.value, of: "in", state: &state)
        }
        guard let hold = fields["hold"], let items = items(of: hold, state: &state) else {
            return nil
        }
        let predicates = items.compactMap {
            reading.predicate($0, .layer, of: "hold", state: &state)
        }
        guard let places, predicates.count == items.count, fields.count == written.count else {
            return nil
        }
        return .layers(places, predicates)
    }

    // MARK: Trends

    private func trend(_ node: Node, state: inout ValidationState) -> ClaimTrend? {
        let owner = "a trend in \(values.owner("trends"))"
        guard let written = node.fields(of: owner, log: &state.log) else { return nil }
        let fields = written.known(Self.trendKeys, in: owner, log: &state.log)
        for key in ["layers", "at_least"] where written.lacks(key, among: Self.trendKeys) {
            state.log.report(.incompleteTrend(owner, key, node))
        }
        let directions = ["rising", "falling"]
        if directions.allSatisfy({ written.lacks($0, among: Self.trendKeys) }) {
            state.log.report(.noDirection(owner, node))
        }
        let layers = fields["layers"].flatMap {
            ClaimLayerReading(values: values).selection($0.value, of: "layers", state: &state)
        }
        let metrics = directions.map { key in
            fields[key].map { values.metrics($0.value, of: key, state: &state) } ?? []
        }
        let passing = fields["at_least"].flatMap { number($0, state: &state) }
        let failing = fields["fails_below"].map { number($0, state: &state) }
        guard let layers, let rising = metrics[0], let falling = metrics[1], let passing,
            !(rising + falling).isEmpty, fields.count == written.count
        else { return nil }
        if let failing, let limit = failing, limit > passing, let field = fields["fails_below"] {
            state.log.report(.crossedBands(values.owner("fails_below"), field.value))
            return nil
        }
        if let failing, failing == nil { return nil }
        return ClaimTrend(
            layers: layers, rising: rising, falling: falling, passing: passing,
            failing: failing ?? nil)
    }

    /// A correlation.
    private func number(_ field: Field, state: inout ValidationState) -> Double? {
        let type = ParameterType.real(RealRange(from: -1, through: 1))
        let value = values.value(field.value, as: type, of: field.key.text, state: &state)
        if case .real(let number)? = value { return number }
        return nil
    }
}

extension Diagnostic {
    fileprivate static func emptyList(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is an empty list", at: node.place, label: "expected at least one item")
    }

    fileprivate static func incompleteCondition(
        _ owner: String, _ key: String, _ node: Node
    ) -> Self {
        Self(
            "\(owner) lacks the key '\(key)'", at: node.place,
            label: "expected '{in: last, hold: [{metric: name, at_most: 0.1}]}'")
    }

    fileprivate static func incompleteTrend(
        _ owner: String, _ key: String, _ node: Node
    ) -> Self {
        Self(
            "\(owner) lacks the key '\(key)'", at: node.place,
            label: "expected '{layers: above_input, rising: [name], at_least: 0.7}'")
    }

    fileprivate static func noDirection(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) names no metric", at: node.place,
            label: "expected 'rising: [name]' or 'falling: [name]'")
    }

    fileprivate static func crossedBands(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected no more than 'at_least', above which it passes")
    }
}
