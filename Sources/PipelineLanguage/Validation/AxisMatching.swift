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
        guard let own = sweep.axes.firstIndex(where: { $0.name.text == axis.name.text }) else {
            state.log.report(.openAxis(use, axis, reference, node))
            return nil
        }
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

    fileprivate static func openAxis(
        _ use: ReferenceBinding.Use, _ axis: Axis, _ reference: OutputReference, _ node: Node
    ) -> Self {
        let written = (reference.selectors.map(\.text)).joined(separator: ",")
        let stem =
            "\(reference.stage).\(reference.output)@" + (written.isEmpty ? "" : written + ",")
        let one = "'\(stem)\(axis.name.text)=\(axis.values.first?.text ?? "…")' for one"
        let all = "'\(stem)\(axis.name.text)=*' for all"
        return Self(
            "\(quoted(reference.stage)) is swept over \(quoted(axis.name.text)),"
                + " but \(use.consumer) is not",
            at: node.place, label: "write \(one)" + (use.gathers ? " or \(all)" : ""),
            related: [Related("the axis is here", at: axis.name.place)])
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
