/// Finds out which of a kind's conditional outputs a stage has.
///
/// Others refer to outputs before the stage's values are typed, so that the parameters that decide
/// about them are looked at ahead of the rest; what is wrong with one is reported with the rest.
struct OutputConditionReading {
    let stage: StageDefinition
    let kind: StageKind
    let axes: [Axis]
    /// Parameters and built-in names.
    let scope: Scope
    let sources: SourceMap

    /// Those without a condition, and those whose condition is met; `nil` when that can't be said.
    func outputs(
        among specifications: [OutputSpecification], state: inout ValidationState
    ) -> [OutputSpecification]? {
        var outputs: [OutputSpecification] = []
        for specification in specifications {
            if let condition = specification.condition {
                guard let isMet = isMet(condition, of: specification, state: &state) else {
                    return nil
                }
                guard isMet else { continue }
            }
            outputs.append(specification)
        }
        return outputs
    }

    private func isMet(
        _ condition: OutputCondition, of output: OutputSpecification, state: inout ValidationState
    ) -> Bool? {
        guard let written = stage.parameters,
            let parameter = kind.parameters.first(where: { $0.name == condition.parameter })
        else { return nil }
        guard let node = written.first(where: { $0.key.text == condition.parameter })?.value else {
            return parameter.defaultValue == .text(condition.value)
        }
        var swept = scope
        swept.axes = axes
        if let axis = swept.axesReferenced(in: node).first {
            state.log.report(.sweptCondition(condition, output, axes[axis], node))
            return nil
        }
        let typing = ParameterTyping(
            owner: "parameter '\(parameter.name)'", use: node.place, scope: scope, sources: sources)
        // The stage's own reading reports what is wrong.
        var aside = state
        guard let typed = typing.value(of: node, as: parameter.type, state: &aside) else {
            return nil
        }
        return typed.value == .text(condition.value)
    }
}

extension Diagnostic {
    fileprivate static func sweptCondition(
        _ condition: OutputCondition, _ output: OutputSpecification, _ axis: Axis, _ node: Node
    ) -> Self {
        Self(
            "the parameter '\(condition.parameter)' decides whether there is an output "
                + "'\(output.name)', and can't differ along the axis \(quoted(axis.name.text))",
            at: node.place, label: "expected one value for all instances of the stage")
    }
}
