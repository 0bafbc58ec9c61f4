/// What `${name}` can stand for at some place of a pipeline.
struct Scope: Sendable {
    /// Inputs and outputs whose paths the engine puts into a command.
    struct Placeholders: Sendable {
        var inputs: Set<String>
        var outputs: Set<String>
    }

    /// What a reference was found to be.
    enum Resolution {
        case value(ReferencedValue)
        /// Stays as it is written.
        case placeholder
        /// With the names that would have been right, and what they are names of. They are
        /// collected only for a diagnostic that is kept: there may be many of both.
        case unknown(candidates: () -> [String], what: String)
        case hasNoFields(what: String)
        case notACommand
    }

    /// Parameters and built-in names.
    var parameters: [String: ReferencedValue]
    /// They hide parameters of the same name.
    var axes: [Axis] = []
    /// The axes' values that are looked at, as indices.
    var choice: [Int] = []
    var placeholders: Placeholders?

    func resolve(_ reference: Template.Reference) -> Resolution {
        if let axis = axes.firstIndex(where: { $0.name.text == reference.name }) {
            return resolve(reference, in: axis)
        }
        if reference.name == "inputs" || reference.name == "outputs" {
            return resolvePlaceholder(reference)
        }
        guard let value = parameters[reference.name] else {
            return .unknown(
                candidates: {
                    axes.map(\.name.text) + parameters.keys.sorted()
                        + (placeholders == nil ? [] : ["inputs", "outputs"])
                },
                what: "parameter or axis")
        }
        guard reference.field == nil else { return .hasNoFields(what: "parameter") }
        return .value(value)
    }

    private func resolve(_ reference: Template.Reference, in index: Int) -> Resolution {
        let axis = axes[index]
        guard !axis.isInvalid else { return .value(.invalid) }
        let value = axis.values[choice[index]]
        guard let field = reference.field else { return .value(value.content) }
        guard !axis.fieldPositions.isEmpty else { return .hasNoFields(what: "axis") }
        guard let position = axis.fieldPositions[field] else {
            return .unknown(candidates: { axis.fieldPositions.keys.sorted() }, what: "field")
        }
        return .value(value.fields[position])
    }

    private func resolvePlaceholder(_ reference: Template.Reference) -> Resolution {
        guard let placeholders else { return .notACommand }
        let isInput = reference.name == "inputs"
        let names = isInput ? placeholders.inputs : placeholders.outputs
        guard let field = reference.field, names.contains(field) else {
            return .unknown(candidates: { names.sorted() }, what: isInput ? "input" : "output")
        }
        return .placeholder
    }

    /// The axes that the node's references name, in ascending order.
    func axesReferenced(in node: Node) -> [Int] {
        guard !axes.isEmpty else { return [] }
        var found: Set<Int> = []
        collectAxes(in: node, into: &found)
        return found.sorted()
    }

    private func collectAxes(in node: Node, into found: inout Set<Int>) {
        switch node.content {
        case .scalar(let scalar):
            guard Template.isNeeded(for: scalar.text), let template = try? Template(scalar.text)
            else { return }
            for case .reference(let reference) in template.parts {
                if let axis = axes.firstIndex(where: { $0.name.text == reference.name }) {
                    found.insert(axis)
                }
            }
        case .sequence(let items):
            for item in items { collectAxes(in: item, into: &found) }
        case .mapping(let fields):
            for field in fields { collectAxes(in: field.value, into: &found) }
        case .invalid:
            break
        }
    }
}
