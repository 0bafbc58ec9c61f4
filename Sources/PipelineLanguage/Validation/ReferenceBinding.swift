/// Finds the instances of a producer that a reference means, for each instance of the consumer.
struct ReferenceBinding {
    /// What the reference is for.
    struct Use {
        /// `stage 'train'` or `figure 'fig8'`.
        var consumer: String
        /// What is taken; `nil` for anything.
        var format: ArtifactFormat?
        /// Whether `axis=*` may stand in the reference.
        var gathers: Bool
        /// What to do where it may not but somebody wants it.
        var gatherRemedy: String?
        /// Whether a file of the project may be named in its place.
        var takesFiles = false
    }

    let stages: [SweptStage]
    /// Index of each stage by name.
    let indices: [String: Int]
    let sources: SourceMap
    /// Parameters, which may name stages; a sweep's axes may not.
    private let parameters: [String: ReferencedValue]
    /// Collected once: diagnostics suggest from all of them, and there may be many of either.
    private let names: [String]

    init(
        stages: [SweptStage], parameters: [String: ReferencedValue], sources: SourceMap
    ) {
        self.stages = stages
        self.parameters = parameters
        self.sources = sources
        names = stages.map(\.definition.name.text)
        indices = Dictionary(
            names.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The producer that a reference names, even when the rest of it is wrong.
    func producer(_ node: Node) -> Int? {
        guard case .scalar(let scalar) = node.content, let reference = OutputReference(scalar.text)
        else { return nil }
        return stageName(of: reference).flatMap { indices[$0] }
    }

    /// `nil` where a parameter should say it and does not.
    private func stageName(of reference: OutputReference) -> String? {
        guard let parameter = reference.stageParameter else { return reference.stage }
        guard case .scalar(let value)? = parameters[parameter] else { return nil }
        return value.text
    }

    /// Binds a reference; `nil` when it is wrong or its producer is, which is reported.
    ///
    /// - Parameters:
    ///   - sweep: of the consumer.
    ///   - scope: of the consumer, for values of selectors.
    func bind(
        _ node: Node, for use: Use, sweep: Sweep, scope: Scope, state: inout ValidationState
    ) -> BoundSource? {
        guard let (reference, index) = resolved(node, for: use, state: &state) else { return nil }
        let producer = stages[index]
        guard let outputs = producer.outputs else { return nil }
        guard let output = outputs.first(where: { $0.name == reference.output }) else {
            // Found in the file only for what is reported: a log that is full words no more.
            let place = { sources.place(of: reference.output, from: node.mark) }
            if let condition = producer.condition(of: reference.output) {
                state.log.report(.outputNotAskedFor(reference, condition, at: place()))
            } else {
                state.log.report(.unknownOutput(reference, outputs.map(\.name), at: place()))
            }
            return nil
        }
        if let format = use.format, !format.accepts(output.format) {
            state.log.report(.wrongFormat(use, reference, output.format, format, node))
            return nil
        }
        let matching = AxisMatching(
            reference: reference, node: node, use: use, producer: producer, sources: sources)
        return matching.source(producer: index, sweep: sweep, scope: scope, state: &state)
    }

    private func resolved(
        _ node: Node, for use: Use, state: inout ValidationState
    ) -> (OutputReference, Int)? {
        guard case .scalar(let scalar) = node.content, !scalar.isNothing else {
            if !node.isInvalid { state.log.report(.noReference(use, node)) }
            return nil
        }
        guard var reference = OutputReference(scalar.text) else {
            if let name = OutputReference.bareStage(scalar.text), let index = indices[name],
                let outputs = stages[index].outputs
            {
                state.log.report(.bareStage(use, node, stages[index], outputs.map(\.name)))
            } else {
                state.log.report(.noReference(use, node))
            }
            return nil
        }
        let place = { [reference] in sources.place(of: reference.stage, from: node.mark) }
        guard let name = stageName(of: reference) else {
            if case .invalid? = reference.stageParameter.flatMap({ parameters[$0] }) { return nil }
            state.log.report(
                .unknownStageParameter(use, reference, parameters.keys.sorted(), at: place()))
            return nil
        }
        reference.stage = name
        guard let index = indices[name] else {
            state.log.report(.unknownStage(use, reference, names, at: place()))
            return nil
        }
        return (reference, index)
    }
}

extension SweptStage {
    /// What the stage would have to ask for to have an output; `nil` for no conditional output.
    fileprivate func condition(of output: String) -> OutputCondition? {
        guard case .fixed(let specifications)? = kind?.outputs else { return nil }
        return specifications.first { $0.name == output }?.condition
    }
}

extension ArtifactFormat {
    /// Whether an input of this format takes an output of that one.
    ///
    /// What a command makes is a file of unknown content (`.any`), which any input but a folder
    /// takes.
    func accepts(_ output: ArtifactFormat) -> Bool {
        self == .any || self == output || (output == .any && self != .folder)
    }
}

extension Diagnostic {
    fileprivate static let referenceForm =
        "expected 'stage.output' or 'stage.output@axis=value,axis=value'"

    fileprivate static func noReference(_ use: ReferenceBinding.Use, _ node: Node) -> Self {
        var label = referenceForm
        if use.takesFiles, case .scalar(let scalar) = node.content, scalar.text.contains("/"),
            scalar.text.utf8.count <= 100,
            scalar.text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        {
            label = "expected 'stage.output', or '{file: \(scalar.text)}' for a file of the project"
        }
        return Self("\(use.consumer) refers to \(node.summary)", at: node.place, label: label)
    }

    fileprivate static func bareStage(
        _ use: ReferenceBinding.Use, _ node: Node, _ stage: SweptStage, _ outputs: [String]
    ) -> Self {
        Self(
            "\(use.consumer) refers to \(stage.title), not to one of its outputs", at: node.place,
            label: "expected "
                + listed(outputs.map { "\(stage.definition.name.text).\($0)" }))
    }

    fileprivate static func unknownStage(
        _ use: ReferenceBinding.Use, _ reference: OutputReference, _ names: [String],
        at place: Place
    ) -> Self {
        Self(
            "\(use.consumer) refers to the stage \(quoted(reference.stage)), which is not defined",
            at: place,
            label: suggestion(
                for: reference.stage, among: names, otherwise: "there are no stages"))
    }

    fileprivate static func unknownStageParameter(
        _ use: ReferenceBinding.Use, _ reference: OutputReference, _ names: [String],
        at place: Place
    ) -> Self {
        let name = reference.stageParameter ?? ""
        let problem = names.contains(name) ? "is a list" : "is not defined"
        return Self(
            "\(use.consumer) refers to the stage that the parameter \(quoted(name)) names,"
                + " which \(problem)",
            at: place,
            label: names.contains(name)
                ? "expected a parameter that is the name of one stage"
                : suggestion(for: name, among: names, otherwise: "there are no parameters"))
    }

    fileprivate static func unknownOutput(
        _ reference: OutputReference, _ names: [String], at place: Place
    ) -> Self {
        Self(
            "stage \(quoted(reference.stage)) has no output \(quoted(reference.output))",
            at: place,
            label: suggestion(
                for: reference.output, among: names, otherwise: "it has no outputs"))
    }

    fileprivate static func outputNotAskedFor(
        _ reference: OutputReference, _ condition: OutputCondition, at place: Place
    ) -> Self {
        Self(
            "stage \(quoted(reference.stage)) makes no output \(quoted(reference.output)) as it is",
            at: place, label: "ask for it with '\(condition)' under its 'with'")
    }

    fileprivate static func wrongFormat(
        _ use: ReferenceBinding.Use, _ reference: OutputReference, _ found: ArtifactFormat,
        _ wanted: ArtifactFormat, _ node: Node
    ) -> Self {
        Self(
            "\(quoted(reference.stage + "." + reference.output)) is of format"
                + " '\(found.rawValue)'",
            at: node.place,
            label: "\(use.consumer) expects format '\(wanted.rawValue)' here")
    }
}
