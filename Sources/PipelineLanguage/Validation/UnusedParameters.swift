/// Finds parameters that nothing refers to: changing one would change nothing, which surprises.
enum UnusedParameters {
    static func warn(of definition: PipelineDefinition, log: inout DiagnosticLog) {
        guard !definition.parameters.isEmpty else { return }
        var used: Set<String> = []
        for node in nodes(of: definition) { collect(node, into: &used) }
        for field in definition.parameters where !used.contains(field.key.text) {
            log.warn(.unused(field.key))
        }
    }

    /// Every value of the pipeline in which references are replaced, whatever profile is in force.
    private static func nodes(of definition: PipelineDefinition) -> [Node] {
        var nodes = definition.parameters.map(\.value) + definition.figures.compactMap(\.title)
        for stage in definition.stages {
            for section in [stage.parameters, stage.inputs, stage.matrix] {
                nodes += (section ?? []).map(\.value)
            }
            nodes += stage.limits.nodes
        }
        for profile in definition.profiles {
            nodes += profile.parameters.map(\.value)
            for overlay in profile.stages {
                nodes += (overlay.parameters + overlay.matrix).map(\.value)
                nodes += overlay.limits.nodes
            }
        }
        nodes += definition.claims.flatMap { ($0.fields ?? []).map(\.value) }
        return nodes + definition.figures.flatMap { $0.publish.map(\.value) }
    }

    private static func collect(_ node: Node, into used: inout Set<String>) {
        switch node.content {
        case .scalar(let scalar):
            guard Template.isNeeded(for: scalar.text), let template = try? Template(scalar.text)
            else { return }
            for case .reference(let reference) in template.parts { used.insert(reference.name) }
        case .sequence(let items):
            for item in items { collect(item, into: &used) }
        case .mapping(let fields):
            for field in fields { collect(field.value, into: &used) }
        case .invalid:
            break
        }
    }
}

extension Diagnostic {
    fileprivate static func unused(_ name: Name) -> Self {
        Self(
            severity: .warning, "nothing refers to the parameter \(quoted(name.text))",
            at: name.place, label: "expected '${\(name.text)}' somewhere; or remove it")
    }
}
