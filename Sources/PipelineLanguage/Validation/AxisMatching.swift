/// Settles each axis of a producer for one reference: selected, gathered, or matched with the
/// consumer's axis of the same name by the value's text.
struct AxisMatching {
    /// One axis of the producer, settled.
    private enum Settled {
        /// The axis' part of the producer's instance number.
        case offset(SweepTable<Int>)
        case gathered
    }

    let reference: OutputReference
    let node: Node
    let use: ReferenceBinding.Use
    let producer: SweptStage
    let sources: SourceMap

    private var axes: [Axis] { producer.sweep.axes }

    /// - Parameter index: the producer's.
    func source(
        producer index: Int, sweep: Sweep, scope: Scope, state: inout ValidationState
    ) -> BoundSource? {
        guard let selectors = selectorsByAxis(state: &state) else { return nil }
        guard !producer.sweep.isInvalid else { return nil }
        let gatheredCount = axes.filter { selectors[$0.name.text]?.gathers == true }
            .reduce(1) { $0 * $1.values.count }
        guard
            state.connect(instances: sweep.count, sourcesEach: gatheredCount, at: node.place)
        else { return nil }
        let open = axes.filter { axis in
            selectors[axis.name.text] == nil && Self.axis(named: axis.name, of: sweep) == nil
        }
        guard open.isEmpty else {
            state.log.report(.openAxes(use, open, reference, node))
            return nil
        }
        var offsets: [SweepTable<Int>] = []
        var gathered = [0]
        var isValid = true
        for (position, axis) in axes.enumerated() {
            let stride = producer.sweep.strides[position]
            let settled = settle(
                axis, selectors[axis.name.text], stride: stride, sweep: sweep, scope: scope,
                state: &state)
            switch settled {
            case .offset(let table): offsets.append(table)
            case .gathered:
                gathered = gathered.flatMap { base in
                    axis.values.indices.map { base + $0 * stride }
                }
            case nil: isValid = false
            }
        }
        guard isValid else { return nil }
        return .output(
            stage: index, name: reference.output, offsets: offsets, gathered: gathered)
    }

    private static func axis(named name: Name, of sweep: Sweep) -> Int? {
        sweep.axes.firstIndex { $0.name.text == name.text }
    }

    private func selectorsByAxis(
        state: inout ValidationState
    ) -> [String: OutputReference.Selector]? {
        var result: [String: OutputReference.Selector] = [:]
        var isValid = true
        for selector in reference.selectors {
            let place = { sources.place(of: selector.text, from: node.mark) }
            if !axes.contains(where: { $0.name.text == selector.axis }) {
                isValid = false
                state.log.report(
                    .unknownAxis(selector, producer, axes.map(\.name.text), at: place()))
            } else if result.updateValue(selector, forKey: selector.axis) != nil {
                isValid = false
                state.log.report(.selectedTwice(selector, at: place()))
            } else if selector.gathers, !use.gathers {
                isValid = false
                state.log.report(.gatherOfOne(use, selector, at: place()))
            }
        }
        return isValid ? result : nil
    }

    private func settle(
        _ axis: Axis, _ selector: OutputReference.Selector?, stride: Int, sweep: Sweep,
        scope: Scope, state: inout ValidationState
    ) -> Settled? {
        if let selector {
            if selector.gathers { return .gathered }
            return selected(
                axis, selector, stride: stride, sweep: sweep, scope: scope, state: &state)
        }
        guard let own = Self.axis(named: axis.name, of: sweep) else { return nil }
        let table = sweep.table(over: [own]) { choice -> Int? in
            let value = sweep.axes[own].values[choice[own]]
            if let position = axis.positions[value.text] { return position * stride }
            state.log.report(
                .unmatched(value.text, axis, producer, use, node, own: sweep.axes[own].name))
            return nil
        }
        return table.map { .offset($0) }
    }

    private func selected(
        _ axis: Axis, _ selector: OutputReference.Selector, stride: Int, sweep: Sweep,
        scope: Scope, state: inout ValidationState
    ) -> Settled? {
        let scalar = Scalar(text: selector.value, style: .plain)
        var scope = scope
        let value = Node(content: .scalar(scalar), mark: node.mark)
        let table = sweep.table(over: scope.axesReferenced(in: value)) { choice -> Int? in
            scope.choice = choice
            let content = scope.substitute(scalar, of: value, sources: sources, state: &state)
            switch content {
            case .invalid:
                return nil
            case .list:
                state.log.report(
                    .listSelector(
                        selector, at: sources.place(of: selector.text, from: node.mark)))
                return nil
            case .scalar(let text):
                if let position = axis.positions[text.text] { return position * stride }
                state.log.report(
                    .unknownValue(
                        text.text, axis, producer,
                        at: sources.place(of: selector.text, from: node.mark)))
                return nil
            }
        }
        return table.map { .offset($0) }
    }
}

extension Diagnostic {
    fileprivate static func unknownAxis(
        _ selector: OutputReference.Selector, _ producer: SweptStage, _ axes: [String],
        at place: Place
    ) -> Self {
        Self(
            "\(producer.title) is not swept over \(quoted(selector.axis))", at: place,
            label: suggestion(
                for: selector.axis, among: axes,
                otherwise: "it has no 'matrix': remove the selector"))
    }

    fileprivate static func selectedTwice(
        _ selector: OutputReference.Selector, at place: Place
    ) -> Self {
        Self(
            "the axis \(quoted(selector.axis)) is selected twice", at: place,
            label: "remove one of the two")
    }

    fileprivate static func gatherOfOne(
        _ use: ReferenceBinding.Use, _ selector: OutputReference.Selector, at place: Place
    ) -> Self {
        Self(
            "\(use.consumer) takes one artifact here, not all of '\(selector.axis)'", at: place,
            label: use.gatherRemedy ?? "expected '\(selector.axis)=' and one value")
    }

    fileprivate static func openAxes(
        _ use: ReferenceBinding.Use, _ axes: [Axis], _ reference: OutputReference, _ node: Node
    ) -> Self {
        let stem = "\(reference.stage).\(reference.output)@"
        let written = reference.selectors.map(\.text)
        let one = written + axes.map { "\($0.name.text)=\($0.values.first?.text ?? "…")" }
        let all = written + axes.map { "\($0.name.text)=*" }
        let forAll = use.gathers ? " or '\(stem)\(all.joined(separator: ","))' for all" : ""
        let names = axes.map { quoted($0.name.text) }.joined(separator: " and ")
        return Self(
            "stage \(quoted(reference.stage)) is swept over \(names),"
                + " but \(use.consumer) is not",
            at: node.place,
            label: "write '\(stem)\(one.joined(separator: ","))' for one" + forAll,
            related: axes.prefix(1).map { Related("the sweep is here", at: $0.name.place) })
    }

    fileprivate static func unmatched(
        _ value: String, _ axis: Axis, _ producer: SweptStage, _ use: ReferenceBinding.Use,
        _ node: Node, own: Name
    ) -> Self {
        Self(
            "\(producer.title) has no instance with \(axis.name.text)=\(value),"
                + " but \(use.consumer) has",
            at: node.place,
            label: "its values are \(listed(axis.values.map(\.text)));"
                + " select one with '@\(axis.name.text)=…'",
            related: [Related("the consumer's axis is here", at: own.place)])
    }

    fileprivate static func listSelector(
        _ selector: OutputReference.Selector, at place: Place
    ) -> Self {
        Self(
            "the selector \(quoted(selector.text)) stands for a list", at: place,
            label: "expected one value")
    }

    fileprivate static func unknownValue(
        _ value: String, _ axis: Axis, _ producer: SweptStage, at place: Place
    ) -> Self {
        Self(
            "\(producer.title) has no instance with \(axis.name.text)=\(value)", at: place,
            label: suggestion(
                for: value, among: axis.values.map(\.text), otherwise: "the axis has no values"))
    }
}
