extension ValidatedPipeline {
    /// More stages than this are a mistake in a sweep.
    package static let maximumStageCount = 100_000

    /// Checks everything that a definition says, for the profile in force.
    ///
    /// What is wrong goes to `log`, all of it; `nil` when anything is (now or before).
    ///
    /// - Parameters:
    ///   - kinds: the catalogue.
    ///   - profile: what `--profile` asks for.
    ///   - overrides: `--set`, in order; the last one for a name counts.
    init?(
        _ definition: PipelineDefinition, kinds: [StageKind], project: ProjectFolder,
        profile: String?, overrides: [(String, String)], log: inout DiagnosticLog
    ) {
        var state = ValidationState(log: log)
        defer { log = state.log }
        let catalogue = Dictionary(
            kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let selection = ProfileSelection(of: definition, requested: profile, log: &state.log)
        ProfileSelection.checkNames(of: definition, kinds: catalogue, log: &state.log)
        let pipelineName = definition.header.name?.text ?? ""
        let scope = ParameterResolution(
            definition, profile: selection.profile, overrides: overrides,
            builtIns: ["profile": selection.name, "pipeline": pipelineName], state: &state
        ).scope
        let validation = PipelineValidation(
            sources: definition.sources, scope: scope, project: project)
        let swept = validation.sweptStages(
            of: definition, catalogue: catalogue, profile: selection.profile, state: &state)
        let references = ReferenceBinding(
            stages: swept, parameters: scope.parameters, sources: definition.sources)
        let stages = swept.map { validation.stage($0, references: references, state: &state) }
        let figures = validation.figures(definition.figures, references, state: &state)
        let claims = validation.claims(definition.claims, references, state: &state)
        let order = validation.order(of: swept, references: references, log: &state.log)
        guard !state.log.hasErrors else { return nil }
        self.init(
            sources: definition.sources, name: pipelineName, profile: selection.name,
            resultsName: selection.name + (overrides.isEmpty ? "" : "+set"),
            profileNames: definition.profiles.map(\.name.text),
            parameters: validation.parametersInForce(definition), stages: stages.compactMap(\.self),
            order: order, figures: figures, claims: claims)
    }
}

/// What all parts of a validation share.
private struct PipelineValidation {
    let sources: SourceMap
    /// Parameters and built-in names.
    let scope: Scope
    let project: ProjectFolder

    // MARK: Stages

    /// First pass: kinds, axes, outputs; after it, stages can refer to each other.
    func sweptStages(
        of definition: PipelineDefinition, catalogue: [String: StageKind],
        profile: ProfileDefinition?, state: inout ValidationState
    ) -> [SweptStage] {
        let overlays = Dictionary(
            (profile?.stages ?? []).map { ($0.name.text, $0) },
            uniquingKeysWith: { first, _ in first })
        var stages = definition.stages.map { written in
            let stage = written.overlaid(by: overlays[written.name.text])
            let kind = stage.kind.flatMap { catalogue[$0.text] }
            if let name = stage.kind, kind == nil {
                state.log.report(.unknownKind(name, of: stage.name, catalogue.keys.sorted()))
            }
            let reading = SweepReading(stage: stage.name, scope: scope, sources: sources)
            let sweep = reading.sweep(stage.matrix, state: &state)
            return SweptStage(
                definition: stage, kind: kind, sweep: sweep,
                outputs: kind.flatMap { kind in
                    let conditions = OutputConditionReading(
                        stage: stage, kind: kind, axes: sweep.axes, scope: scope, sources: sources)
                    return OutputReading.outputs(
                        of: stage, kind: kind, conditions: conditions, state: &state)
                })
        }
        let total = stages.reduce(0) { sum, stage in
            let (result, overflow) = sum.addingReportingOverflow(stage.sweep.count)
            return overflow ? .max : result
        }
        if total > ValidatedPipeline.maximumStageCount,
            let largest = stages.max(by: { $0.sweep.count < $1.sweep.count })
        {
            state.log.report(.tooManyStages(total, largest))
            for index in stages.indices { stages[index].sweep = stages[index].sweep.poisoned }
        }
        return stages
    }

    /// Second pass: values and inputs; `nil` when something is wrong, which is reported.
    func stage(
        _ swept: SweptStage, references: ReferenceBinding, state: inout ValidationState
    ) -> ValidatedStage? {
        guard let kind = swept.kind else { return nil }
        let binding = StageBinding(of: swept, kind: kind, scope: scope, sources: sources)
        let inputBinding = InputBinding(
            stage: swept, kind: kind, scope: binding.scope, references: references,
            project: project, sources: sources)
        let parameters = binding.parameters(state: &state)
        let inputs = inputBinding.inputs(state: &state)
        let resources = binding.resources(state: &state)
        let retries = binding.retries(state: &state)
        var timeout: SweepTable<Double>?
        if let node = swept.definition.limits.timeout {
            timeout = binding.timeout(of: node, state: &state)
        }
        guard let parameters, let inputs, let outputs = swept.outputs, let resources, let retries
        else { return nil }
        return ValidatedStage(
            name: swept.definition.name, kind: kind, sweep: swept.sweep, parameters: parameters,
            inputs: inputs, outputs: outputs, resources: resources, timeout: timeout,
            retries: retries)
    }

    /// The order of execution; cycles are reported.
    ///
    /// It follows what the references name, so that a reference that is wrong otherwise doesn't
    /// hide a cycle.
    func order(
        of stages: [SweptStage], references: ReferenceBinding, log: inout DiagnosticLog
    ) -> [Int] {
        let links = stages.map { stage in
            (stage.definition.inputs ?? []).flatMap { field -> [(producer: Int, node: Node)] in
                var nodes = [field.value]
                if case .sequence(let items) = field.value.content { nodes = items }
                return nodes.compactMap { node in
                    references.producer(node).map { (producer: $0, node: node) }
                }
            }
        }
        let order = StageOrder(producers: links.map { Array(Set($0.map(\.producer))).sorted() })
        for cycle in order.cycles {
            let places = cycle.indices.compactMap { index -> Place? in
                let next = cycle[(index + 1) % cycle.count]
                return links[cycle[index]].first { $0.producer == next }?.node.place
            }
            let names = cycle.map { stages[$0].definition.name.text }
            log.report(.cycle(names, places: places))
        }
        return order.sorted
    }

    // MARK: Figures, claims and parameters

    func figures(
        _ definitions: [FigureDefinition], _ references: ReferenceBinding,
        state: inout ValidationState
    ) -> [ValidatedFigure] {
        let binding = FigureBinding(scope: scope, references: references, sources: sources)
        let figures = definitions.compactMap { binding.figure($0, state: &state) }
        FigureBinding.checkPaths(figures, log: &state.log)
        return figures
    }

    func claims(
        _ definitions: [ClaimDefinition], _ references: ReferenceBinding,
        state: inout ValidationState
    ) -> [ValidatedClaim] {
        let binding = ClaimBinding(scope: scope, references: references, sources: sources)
        return definitions.compactMap { binding.claim($0, state: &state) }
    }

    func parametersInForce(
        _ definition: PipelineDefinition
    ) -> [ValidatedPipeline.ParameterInForce] {
        definition.parameters.compactMap { field in
            let text: String
            let origin: Origin
            switch scope.parameters[field.key.text] {
            case .scalar(let value): (text, origin) = (value.text, value.origin)
            case .list(let values, let written):
                text = "[" + values.map(\.text).joined(separator: ", ") + "]"
                origin = written
            case .invalid, nil: return nil
            }
            return .init(
                name: field.key.text, value: text,
                location: origin.place.map { sources.location(of: $0.mark) })
        }
    }
}

extension Diagnostic {
    fileprivate static func unknownKind(_ kind: Name, of stage: Name, _ names: [String]) -> Self {
        Self(
            "stage \(quoted(stage.text)) is of kind \(quoted(kind.text)), which does not exist",
            at: kind.place,
            label: suggestion(for: kind.text, among: names, otherwise: "there are no kinds"))
    }

    fileprivate static func tooManyStages(_ total: Int, _ largest: SweptStage) -> Self {
        let limit = ValidatedPipeline.maximumStageCount
        let factors = largest.sweep.axes.map { String($0.values.count) }.joined(separator: " × ")
        let amount = total == .max ? "an astronomical number of" : "\(total)"
        let label =
            largest.sweep.axes.isEmpty
            ? "expected fewer stages" : "the largest sweep has \(factors) of them"
        return Self(
            "the pipeline expands to \(amount) stages, more than \(limit)",
            at: largest.definition.name.place, label: label)
    }

    fileprivate static func cycle(_ names: [String], places: [Place]) -> Self {
        let limit = 20
        let shown =
            names.count <= limit
            ? names : names.prefix(limit) + ["(\(names.count - limit) more)"]
        let related = zip(names.indices, places).dropFirst().prefix(limit - 1).map { index, place in
            let next = names[(index + 1) % names.count]
            return Related("stage \(quoted(names[index])) needs \(quoted(next)) here", at: place)
        }
        return Self(
            "stages need each other: \((shown + names.prefix(1)).joined(separator: " → "))",
            at: places.first, label: "remove one of these inputs", related: related)
    }
}
