/// Reads which layers a claim is about.
struct ClaimLayerReading {
    let values: ClaimValues

    private static let named: [String: LayerSelection] = [
        "last": .last, "hidden": .hidden, "above_input": .aboveInput, "all": .all,
    ]
    private static let names = ["last", "hidden", "above_input", "all"]
    private static let indexRange = -10_000...10_000
    private static let countRange = 1...10_000
    private static let indexLimit = 1000

    /// `last`, `{at_least: 1, of: hidden}`, or a list of either, all of which are meant.
    func places(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> [LayerPlace]? {
        guard case .sequence(let items) = node.content else {
            return place(node, of: key, state: &state).map { [$0] }
        }
        guard !items.isEmpty else {
            state.log.report(.noPlaces(values.owner(key), node))
            return nil
        }
        let places = items.compactMap { place($0, of: key, state: &state) }
        return places.count == items.count ? places : nil
    }

    private func place(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> LayerPlace? {
        guard case .mapping(let fields) = node.content, fields["top"] == nil else {
            return selection(node, of: key, state: &state).map { LayerPlace($0) }
        }
        let owner = values.owner(key)
        let known = fields.known(["at_least", "of"], in: owner, log: &state.log)
        guard let count = known["at_least"], let layers = known["of"] else {
            if known.count == fields.count { state.log.report(.incompletePlace(owner, node)) }
            return nil
        }
        let number = values.integer(
            count.value, in: Self.countRange, of: "at_least", state: &state)
        let selection = selection(layers.value, of: "of", state: &state)
        guard let number, let selection, known.count == fields.count else { return nil }
        return LayerPlace(selection, atLeast: number)
    }

    /// `last`, `hidden`, `above_input`, `all`, `{top: 2}`, `-1` or `[3, 4]`.
    func selection(
        _ node: Node, of key: String, state: inout ValidationState
    ) -> LayerSelection? {
        switch node.content {
        case .mapping(let fields):
            return top(fields, in: node, of: key, state: &state)
        case .sequence:
            let type = ParameterType.list(
                of: .integer(Self.indexRange), count: 1...Self.indexLimit)
            guard case .list(let items)? = values.value(node, as: type, of: key, state: &state)
            else { return nil }
            return .indices(
                items.compactMap { item in
                    if case .integer(let index) = item { index } else { nil }
                })
        case .scalar, .invalid:
            guard let text = values.text(node, of: key, state: &state) else { return nil }
            if let selection = Self.named[text] { return selection }
            if let index = NumberSyntax.integer(text), Self.indexRange.contains(index) {
                return .indices([index])
            }
            state.log.report(
                .unknownLayers(values.owner(key), text, Self.names, at: node.place))
            return nil
        }
    }

    private func top(
        _ fields: [Field], in node: Node, of key: String, state: inout ValidationState
    ) -> LayerSelection? {
        let known = fields.known(["top"], in: values.owner(key), log: &state.log)
        guard let count = known["top"] else {
            if fields.isEmpty { state.log.report(.noTop(values.owner(key), node)) }
            return nil
        }
        let number = values.integer(count.value, in: Self.countRange, of: "top", state: &state)
        return known.count == fields.count ? number.map { .top($0) } : nil
    }
}

extension Diagnostic {
    fileprivate static func noPlaces(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) is an empty list", at: node.place,
            label: "expected 'last', 'hidden' or '{at_least: 1, of: hidden}'")
    }

    fileprivate static func incompletePlace(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) is an incomplete mapping", at: node.place,
            label: "expected '{at_least: 1, of: hidden}' or '{top: 2}'")
    }

    fileprivate static func noTop(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is an empty mapping", at: node.place, label: "expected '{top: 2}'")
    }

    fileprivate static func unknownLayers(
        _ owner: String, _ text: String, _ names: [String], at place: Place
    ) -> Self {
        let nearest = NearestName.of(text, among: names).map { "did you mean '\($0)'?" }
        return Self(
            "\(owner) is \(quoted(text))", at: place,
            label: nearest
                ?? "expected \(names.joined(separator: ", ")), '{top: 2}', a layer's number or a"
                + " list of them")
    }
}
