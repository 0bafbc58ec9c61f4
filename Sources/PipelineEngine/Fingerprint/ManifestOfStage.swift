internal import PipelineLanguage

extension Manifest {
    /// - Parameter environment: the runner's variables, of which a command sees those it names.
    init(_ stage: Stage, inputs: [ResolvedInput], environment: [String: String]) {
        kind = stage.kind
        kindRevision = stage.kindRevision
        profile = stage.stampedProfile
        parameters = stage.parameters.map { Parameter(name: $0.name, value: $0.value) }
        self.inputs = inputs.map { input in
            Input(
                name: input.name, isList: input.isList,
                contents: input.contents.map { content in
                    Content(
                        kind: content.artifact.kind, digest: content.artifact.digest,
                        visibleName: content.visibleName)
                })
        }
        outputs = stage.outputs.map { output in
            Output(name: output.name, path: output.path, format: output.format.rawValue)
        }
        self.environment = stage.environmentNames.map { name in
            Variable(name: name, value: environment[name])
        }
    }
}

extension Stage {
    /// The variables of the runner's environment that a command is given, sorted.
    var environmentNames: [String] {
        guard runner == .command, case .list(let names) = parameter("environment") else {
            return []
        }
        let texts = names.compactMap { value in
            if case .text(let name) = value { name } else { nil }
        }
        return Set(texts).sorted()
    }

    /// Whether its command may use the network.
    var wantsNetwork: Bool { parameter("network") == .boolean(true) }

    /// Whether its command makes the same without a network.
    var worksOffline: Bool { parameter("works_offline") == .boolean(true) }
}
