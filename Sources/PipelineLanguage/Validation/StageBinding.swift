/// A stage whose kind, axes and outputs are known: what others may refer to.
struct SweptStage: Sendable {
    /// As the profile in force changes it.
    var definition: StageDefinition
    /// `nil` when it is unknown, which was reported.
    var kind: StageKind?
    var sweep: Sweep
    /// Sorted by name; `nil` when nobody can say.
    var outputs: [Stage.Output]?

    var title: String { "stage " + Diagnostic.quoted(definition.name.text) }
}

/// Types the values of one stage over its whole sweep.
struct StageBinding {
    let stage: SweptStage
    let kind: StageKind
    /// With the stage's axes.
    let scope: Scope
    let sources: SourceMap

    /// - Parameter scope: parameters and built-in names.
    init(of stage: SweptStage, kind: StageKind, scope: Scope, sources: SourceMap) {
        self.stage = stage
        self.kind = kind
        self.sources = sources
        var own = scope
        own.axes = stage.sweep.axes
        own.choice = Array(repeating: 0, count: own.axes.count)
        self.scope = own
    }

    // MARK: with

    /// Every parameter of the kind, in order of name; `nil` when one is wrong, which is reported.
    func parameters(state: inout ValidationState) -> [ValidatedStage.Parameter]? {
        guard let written = stage.definition.parameters else { return nil }
        let names = kind.parameters.map(\.name)
        var fields: [String: Field] = [:]
        var misspelt: Set<String> = []
        for field in written {
            if names.contains(field.key.text) {
                fields[field.key.text] = field
            } else {
                state.log.report(
                    .unknownParameter(
                        field.key, ofStage: stage.definition.name.text, names: names))
                NearestName.of(field.key.text, among: names).map { _ = misspelt.insert($0) }
            }
        }
        var result: [ValidatedStage.Parameter] = []
        var isValid = fields.count == written.count
        for specification in kind.parameters.sorted(by: { $0.name < $1.name }) {
            if let field = fields[specification.name] {
                if let values = table(of: field, specification, state: &state) {
                    result.append(.init(name: specification.name, values: values))
                } else {
                    isValid = false
                }
            } else if let value = specification.defaultValue {
                let typed = TypedValue(value: value, origin: .standard)
                result.append(.init(name: specification.name, values: .init(constant: typed)))
            } else if !specification.isOptional {
                isValid = false
                guard !misspelt.contains(specification.name) else { continue }
                state.log.report(.missing(specification, stage: stage))
            }
        }
        return isValid ? result : nil
    }

    private func table(
        of field: Field, _ specification: ParameterSpecification, state: inout ValidationState
    ) -> SweepTable<TypedValue>? {
        var scope = scope
        if kind.runner == .command {
            scope.placeholders = Scope.Placeholders(
                inputs: Set((stage.definition.inputs ?? []).map(\.key.text)),
                outputs: Set((stage.outputs ?? []).map(\.name)))
        }
        return values(
            of: field.value, as: specification.type, scope: scope,
            owner: "parameter '\(specification.name)' of \(stage.title)", state: &state)
    }

    /// A typed value for each combination of the axes that the node refers to.
    private func values(
        of node: Node, as type: ParameterType, scope: Scope, owner: String,
        state: inout ValidationState
    ) -> SweepTable<TypedValue>? {
        var typing = ParameterTyping(owner: owner, use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice in
            typing.scope.choice = choice
            return typing.value(of: node, as: type, state: &state)
        }
    }
}

extension Diagnostic {
    fileprivate static func missing(
        _ specification: ParameterSpecification, stage: SweptStage
    ) -> Self {
        Self(
            "\(stage.title) lacks the parameter '\(specification.name)'",
            at: stage.definition.name.place,
            label: "expected '\(specification.name)' under 'with':"
                + " \(specification.type.expectation)")
    }
}
