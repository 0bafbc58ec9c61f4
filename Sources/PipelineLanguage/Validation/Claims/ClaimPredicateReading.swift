/// Reads what must hold of a metric: the metric, and its limits.
struct ClaimPredicateReading {
    /// Where a predicate stands, which decides what it may say.
    enum Setting: Sendable {
        /// It is about a whole measurement, and may ask for the mean of layers.
        case measurement
        /// It is about one layer.
        case layer
    }

    static let boundKeys = ClaimBound.Relation.allCases.map(\.rawValue) + ["between"]
    private static let quantityKeys = ["metric", "minus", "over"]
    private static let undefinedKey = "undefined"

    let values: ClaimValues

    func predicate(
        _ node: Node, _ setting: Setting, of key: String, state: inout ValidationState
    ) -> ClaimPredicate? {
        let owner = "a condition in \(values.owner(key))"
        guard let written = node.fields(of: owner, log: &state.log) else { return nil }
        let means = setting == .measurement ? ["mean_over"] : []
        let keys = Self.quantityKeys + means + Self.boundKeys + [Self.undefinedKey]
        let fields = written.known(keys, in: owner, log: &state.log)
        let quantity = quantity(fields, state: &state)
        if written.lacks("metric", among: keys) { state.log.report(.noMetric(owner, node)) }
        let bounds = bounds(fields, state: &state)
        if let bounds, bounds.isEmpty, written.count == fields.count {
            state.log.report(.noBound(owner, node))
            return nil
        }
        var undefinedFails: Bool? = false
        if let field = fields[Self.undefinedKey] {
            undefinedFails = values.choice(
                field.value, among: ["fails", "undetermined"], of: Self.undefinedKey, state: &state
            ).map { $0 == "fails" }
        }
        guard let quantity, let bounds, let undefinedFails, written.count == fields.count else {
            return nil
        }
        return ClaimPredicate(quantity, bounds, undefinedFails: undefinedFails)
    }

    /// The metric, and what it is combined with; `nil` when something of it is wrong or missing.
    private func quantity(
        _ fields: [Field], state: inout ValidationState
    ) -> ClaimQuantity? {
        let metric = fields["metric"].map { values.metric($0.value, of: "metric", state: &state) }
        var partner: ClaimQuantity.Partner?
        var isValid = true
        for operation in [ClaimQuantity.Operation.minus, .over] {
            guard let field = fields[operation.rawValue] else { continue }
            if partner != nil { state.log.report(.twoPartners(field.key)) }
            let name = values.metric(field.value, of: operation.rawValue, state: &state)
            isValid = isValid && name != nil && partner == nil
            partner = name.map { ClaimQuantity.Partner(operation, $0) }
        }
        var layers: LayerSelection?
        if let field = fields["mean_over"] {
            layers = ClaimLayerReading(values: values).selection(
                field.value, of: "mean_over", state: &state)
            isValid = isValid && layers != nil
        }
        guard let metric = metric ?? nil, isValid else { return nil }
        return ClaimQuantity(metric, partner: partner, meanOver: layers)
    }

    /// The limits, in the order of the keys' names; `nil` when one is wrong.
    private func bounds(
        _ fields: [Field], state: inout ValidationState
    ) -> [ClaimBound]? {
        var bounds: [ClaimBound] = []
        var isValid = true
        for relation in ClaimBound.Relation.allCases {
            guard let field = fields[relation.rawValue] else { continue }
            let limits = limits(field.value, of: relation.rawValue, state: &state)
            isValid = isValid && limits != nil
            bounds += (limits ?? []).map { ClaimBound(relation, $0) }
        }
        if let field = fields["between"] {
            let between = between(field.value, state: &state)
            isValid = isValid && between != nil
            bounds += between ?? []
        }
        return isValid ? bounds : nil
    }

    /// `[lowest, highest]`, both included.
    func between(_ node: Node, state: inout ValidationState) -> [ClaimBound]? {
        let type = ParameterType.list(of: .real(.any), count: 2...2)
        guard case .list(let items)? = values.value(node, as: type, of: "between", state: &state)
        else { return nil }
        let numbers = items.compactMap { item in
            if case .real(let number) = item { number } else { nil }
        }
        guard numbers.count == 2, numbers[0] <= numbers[1] else {
            state.log.report(.emptyBand(values.owner("between"), node))
            return nil
        }
        return [
            ClaimBound(.atLeast, .number(numbers[0])), ClaimBound(.atMost, .number(numbers[1])),
        ]
    }

    // MARK: Limits

    /// One limit, or a list of them, all of which count.
    private func limits(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> [ClaimBound.Limit]? {
        guard case .sequence(let items) = node.content else {
            return limit(node, of: key, state: &state).map { [$0] }
        }
        guard !items.isEmpty else {
            state.log.report(.badLimit(values.owner(key), "an empty list", at: node.place))
            return nil
        }
        let limits = items.compactMap { limit($0, of: key, state: &state) }
        return limits.count == items.count ? limits : nil
    }

    /// `0.9`, `cka_ceiling` or `{metric: train_mse, times: 1.5}`.
    private func limit(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> ClaimBound.Limit? {
        switch node.content {
        case .mapping(let written):
            let owner = values.owner(key)
            let fields = written.known(["metric", "times"], in: owner, log: &state.log)
            guard let metric = fields["metric"], let times = fields["times"] else {
                if fields.count == written.count {
                    state.log.report(.badLimit(owner, "an incomplete mapping", at: node.place))
                }
                return nil
            }
            let name = values.metric(metric.value, of: "metric", state: &state)
            let factor = values.real(times.value, of: "times", state: &state)
            guard let name, let factor, fields.count == written.count else { return nil }
            return .metric(name, times: factor)
        case .scalar, .sequence, .invalid:
            guard let text = values.text(node, of: key, state: &state) else { return nil }
            if let number = NumberSyntax.real(text) { return .number(number) }
            if ClaimValues.isMetric(text) {
                return values.isKnown(text, node, of: key, state: &state)
                    ? .metric(text, times: 1) : nil
            }
            state.log.report(
                .badLimit(values.owner(key), Diagnostic.quoted(text), at: node.place))
            return nil
        }
    }
}

extension Diagnostic {
    fileprivate static func noMetric(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) names no metric", at: node.place, label: "expected 'metric: name'")
    }

    /// Of conditions and of comparisons alike.
    static func noBound(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) sets no limit", at: node.place,
            label: "expected one of: \(listed(ClaimPredicateReading.boundKeys))")
    }

    fileprivate static func twoPartners(_ key: Name) -> Self {
        Self(
            "'minus' and 'over' stand in one condition", at: key.place,
            label: "remove one of the two")
    }

    fileprivate static func emptyBand(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) holds no number", at: node.place,
            label: "expected '[lowest, highest]', the lowest first")
    }

    fileprivate static func badLimit(_ owner: String, _ found: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(found)", at: place,
            label: "expected a number, a metric, '{metric: name, times: 1.5}', or a list of these")
    }
}
