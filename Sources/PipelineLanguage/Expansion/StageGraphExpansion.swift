extension StageGraph {
    /// Writes out every instance of a pipeline's stages; linear in their number and edges.
    ///
    /// Definitions come in topological order, of those that could come next the one defined first;
    /// the instances of one definition follow each other, the last axis fastest.
    package init(expanding pipeline: ValidatedPipeline) {
        var firstIDs = [Int](repeating: 0, count: pipeline.stages.count)
        var count = 0
        for index in pipeline.order {
            firstIDs[index] = count
            count += pipeline.stages[index].sweep.count
        }
        let expansion = StageExpansion(pipeline: pipeline, firstIDs: firstIDs)
        var stages: [Stage] = []
        stages.reserveCapacity(count)
        for index in pipeline.order {
            expansion.append(pipeline.stages[index], to: &stages)
        }
        self.init(
            pipelineName: pipeline.name, profile: pipeline.profile,
            resultsName: pipeline.resultsName, stages: stages,
            figures: pipeline.figures.map(expansion.figure),
            claims: pipeline.claims.map(expansion.claim))
    }
}

private struct StageExpansion {
    let pipeline: ValidatedPipeline
    /// Of the first instance of each definition.
    let firstIDs: [Int]

    func append(_ stage: ValidatedStage, to stages: inout [Stage]) {
        let location = pipeline.sources.location(of: stage.name.mark)
        let inputLocations = stage.inputs.map { pipeline.sources.location(of: $0.mark) }
        for instance in 0..<stage.sweep.count {
            let inputs = zip(stage.inputs, inputLocations).map { input, location in
                Stage.Input(
                    name: input.name, isList: input.isList,
                    sources: sources(of: input, instance: instance), location: location)
            }
            stages.append(
                Stage(
                    id: StageID(stages.count),
                    name: stage.name.text + stage.sweep.suffix(ofInstance: instance),
                    definitionName: stage.name.text, kind: stage.kind.name,
                    kindRevision: stage.kind.revision, runner: stage.kind.runner,
                    parameters: stage.parameters.map { parameter($0, instance: instance) },
                    inputs: inputs, outputs: stage.outputs,
                    resources: stage.resources[instance],
                    timeoutSeconds: stage.timeout?[instance], retries: stage.retries[instance],
                    stampedProfile: stage.kind.carriesProfile ? pipeline.resultsName : nil,
                    location: location))
        }
    }

    private func parameter(
        _ parameter: ValidatedStage.Parameter, instance: Int
    ) -> Stage.Parameter {
        let typed = parameter.values[instance]
        let whole = origin(typed.origin)
        var result = Stage.Parameter(name: parameter.name, value: typed.value, origin: whole)
        // What is on the same line is told by the whole: most commands have nothing else.
        var enclosing = whole
        for piece in typed.pieces {
            let own = origin(piece.origin)
            if piece.bytes == nil { enclosing = whole }
            if !own.isSamePlace(as: enclosing) {
                result.pieces.append(
                    Stage.Parameter.Piece(item: piece.item, bytes: piece.bytes, origin: own))
            }
            if piece.bytes == nil { enclosing = own }
        }
        return result
    }

    private func origin(_ origin: Origin) -> Stage.Parameter.Origin {
        switch origin {
        case .source(let place): .written(pipeline.sources.location(of: place.mark))
        case .option(let name): .option(name)
        case .standard: .standard
        case .builtIn: .builtIn
        }
    }

    private func sources(of input: ValidatedStage.Input, instance: Int) -> [Stage.Source] {
        var result: [Stage.Source] = []
        for source in input.sources {
            switch source {
            case .project(let kind, let paths):
                result.append(kind.source(paths[instance]))
            case .output(let stage, let name, let offsets, let gathered):
                var base = firstIDs[stage]
                for offset in offsets { base += offset[instance] }
                for offset in gathered {
                    result.append(.output(of: StageID(base + offset), named: name))
                }
            }
        }
        return result
    }

    func figure(_ figure: ValidatedFigure) -> Figure {
        Figure(
            name: figure.name.text, title: figure.title,
            publications: figure.publications.map { publication in
                Figure.Publication(
                    path: publication.path,
                    stage: StageID(firstIDs[publication.stage] + publication.instance),
                    output: publication.output)
            }, location: pipeline.sources.location(of: figure.name.mark))
    }

    func claim(_ claim: ValidatedClaim) -> Claim {
        let sources = { (sources: [ValidatedClaim.Source]) in
            sources.map { source in
                Claim.Source(
                    stage: StageID(firstIDs[source.stage] + source.instance),
                    output: source.output)
            }
        }
        let arms = { (arms: [ValidatedClaim.Arm]) in
            arms.map { Claim.Arm(name: $0.name, sources: sources($0.sources)) }
        }
        return Claim(
            name: claim.name.text, statement: claim.statement,
            measurements: sources(claim.measurements), arms: arms(claim.arms),
            controls: arms(claim.controls), terms: claim.terms,
            location: pipeline.sources.location(of: claim.name.mark))
    }
}

extension Stage.Parameter.Origin {
    /// Whether a person would be sent to the same line.
    fileprivate func isSamePlace(as other: Self) -> Bool {
        guard case .written(let own) = self, case .written(let its) = other else {
            return self == other
        }
        return own.file == its.file && own.line == its.line
    }
}
