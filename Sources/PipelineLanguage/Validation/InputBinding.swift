/// Binds the inputs of one stage to what feeds them.
struct InputBinding {
    let stage: SweptStage
    let kind: StageKind
    /// With the stage's axes.
    let scope: Scope
    let references: ReferenceBinding
    let project: ProjectFolder
    let sources: SourceMap

    /// What one input takes.
    private struct Slot {
        var name: String
        var arity: InputSpecification.Arity
        var format: ArtifactFormat?
        /// A list for the engine, however many sources there are.
        var isList: Bool
    }

    /// The inputs in order of name; `nil` when one is wrong, which is reported.
    func inputs(state: inout ValidationState) -> [ValidatedStage.Input]? {
        guard let section = stage.definition.inputs else { return nil }
        let written = section.withoutCutReferences(log: &state.log)
        let isWhole = written.count == section.count
        switch kind.inputs {
        case .fixed(let specifications):
            let inputs = fixed(specifications, written, isWhole: isWhole, state: &state)
            return isWhole ? inputs : nil
        case .declaredByStage:
            let inputs = written.compactMap { field -> ValidatedStage.Input? in
                NameRule.check(field.key, as: .input, log: &state.log)
                let isList = Self.isList(field.value)
                return input(
                    field,
                    Slot(name: field.key.text, arity: .many, format: nil, isList: isList),
                    state: &state)
            }
            guard inputs.count == section.count else { return nil }
            return inputs.sorted { $0.name < $1.name }
        }
    }

    private func fixed(
        _ specifications: [InputSpecification], _ written: [Field], isWhole: Bool,
        state: inout ValidationState
    ) -> [ValidatedStage.Input]? {
        let names = specifications.map(\.name)
        var fields: [String: Field] = [:]
        var misspelt: Set<String> = []
        for field in written {
            if names.contains(field.key.text) {
                fields[field.key.text] = field
            } else {
                state.log.report(.unknownInput(field.key, stage, names))
                NearestName.of(field.key.text, among: names).map { _ = misspelt.insert($0) }
            }
        }
        var result: [ValidatedStage.Input] = []
        var isValid = fields.count == written.count
        for specification in specifications.sorted(by: { $0.name < $1.name }) {
            if let field = fields[specification.name] {
                let slot = Slot(
                    name: specification.name, arity: specification.arity,
                    format: specification.format, isList: specification.arity == .many)
                if let input = input(field, slot, state: &state) {
                    result.append(input)
                } else {
                    isValid = false
                }
            } else if specification.arity != .optional {
                isValid = false
                guard isWhole, !misspelt.contains(specification.name) else { continue }
                state.log.report(.missing(specification, stage))
            }
        }
        return isValid ? result : nil
    }

    /// Whether an input of a command is a list: a sequence, a gathered sweep or a pattern.
    private static func isList(_ node: Node) -> Bool {
        switch node.content {
        case .sequence: true
        case .scalar(let scalar):
            OutputReference(scalar.text)?.selectors.contains(where: \.gathers) ?? false
        case .mapping(let fields): fields[ProjectSourceKind.pattern.rawValue] != nil
        case .invalid: false
        }
    }

    private func input(
        _ field: Field, _ slot: Slot, state: inout ValidationState
    ) -> ValidatedStage.Input? {
        let owner = "input '\(slot.name)' of \(stage.title)"
        let use = ReferenceBinding.Use(
            consumer: owner, format: slot.format, gathers: slot.arity == .many, takesFiles: true)
        var nodes = [field.value]
        if case .sequence(let items) = field.value.content {
            guard slot.arity == .many else {
                state.log.report(.listForOne(owner, field.value))
                return nil
            }
            guard !items.isEmpty else {
                state.log.report(.emptyList(owner, field.value))
                return nil
            }
            nodes = items
        }
        let sources = nodes.compactMap { source($0, use, state: &state) }
        guard sources.count == nodes.count else { return nil }
        return ValidatedStage.Input(
            name: slot.name, isList: slot.isList, sources: sources, mark: field.value.mark)
    }

    private func source(
        _ node: Node, _ use: ReferenceBinding.Use, state: inout ValidationState
    ) -> BoundSource? {
        guard case .mapping(let fields) = node.content else {
            return references.bind(
                node, for: use, sweep: stage.sweep, scope: scope, state: &state)
        }
        guard fields.count == 1, let field = fields.first,
            let kind = projectSources.first(where: { $0.rawValue == field.key.text })
        else {
            state.log.report(.badSource(use.consumer, node, projectSources))
            return nil
        }
        guard state.connect(instances: stage.sweep.count, sourcesEach: 1, at: node.place) else {
            return nil
        }
        let noun = kind == .pattern ? "pattern" : kind.rawValue
        return path(of: field.value, kind, owner: "the \(noun) of \(use.consumer)", state: &state)
            .map { .project(kind, $0) }
    }

    /// What of the project the stage may name: only a command is shown files that nobody has listed.
    private var projectSources: [ProjectSourceKind] {
        if case .declaredByStage = kind.inputs { ProjectSourceKind.allCases } else { [.file] }
    }

    private func path(
        of node: Node, _ kind: ProjectSourceKind, owner: String, state: inout ValidationState
    ) -> SweepTable<String>? {
        var typing = ParameterTyping(
            owner: owner, use: node.place, scope: scope, sources: sources)
        return stage.sweep.table(over: scope.axesReferenced(in: node)) { choice -> String? in
            typing.scope.choice = choice
            guard let typed = typing.value(of: node, as: .text, state: &state),
                case .text(let text) = typed.value
            else { return nil }
            do throws(PathProblem) {
                let path = try ProjectPath.normalised(text)
                guard kind != .pattern || path.contains(where: { "*?[".contains($0) }) else {
                    state.log.report(
                        .noPattern(owner, text, at: node.place)
                            .moved(to: typed.origin, usedAt: node.place))
                    return nil
                }
                guard project.isLedOutside(path) else { return path }
                state.log.report(
                    .linkedOutside(owner, text, at: node.place)
                        .moved(to: typed.origin, usedAt: node.place))
            } catch {
                state.log.report(
                    .badPath(owner, text, error, at: node.place)
                        .moved(to: typed.origin, usedAt: node.place))
            }
            return nil
        }
    }
}

extension Diagnostic {
    fileprivate static func unknownInput(
        _ name: Name, _ stage: SweptStage, _ names: [String]
    ) -> Self {
        Self(
            "\(stage.title) has no input \(quoted(name.text))", at: name.place,
            label: suggestion(for: name.text, among: names, otherwise: "its kind has no inputs"))
    }

    fileprivate static func missing(
        _ specification: InputSpecification, _ stage: SweptStage
    ) -> Self {
        Self(
            "\(stage.title) lacks the input '\(specification.name)'",
            at: stage.definition.name.place,
            label: "expected '\(specification.name)' under 'inputs':"
                + " an output of format '\(specification.format.rawValue)'")
    }

    fileprivate static func listForOne(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is a list", at: node.place, label: "expected one reference")
    }

    fileprivate static func emptyList(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is an empty list", at: node.place, label: "expected at least one reference")
    }

    fileprivate static func badSource(
        _ owner: String, _ node: Node, _ kinds: [ProjectSourceKind]
    ) -> Self {
        Self(
            "\(owner) is a mapping", at: node.place,
            label: kinds == [.file]
                ? "expected 'stage.output', or '{file: path}' for a file of the project"
                : "expected 'stage.output', or of the project {file: path}, {folder: path} or "
                    + "{files: scripts/*.py}")
    }

    fileprivate static func noPattern(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(quoted(text))", at: place,
            label: "expected '*', '?' or '[…]' in it; {file: path} names one file")
    }

    fileprivate static func badPath(
        _ owner: String, _ path: String, _ problem: PathProblem, at place: Place
    ) -> Self {
        Self("\(owner) is \(quoted(path))", at: place, label: problem.remedy)
    }

    fileprivate static func linkedOutside(_ owner: String, _ path: String, at place: Place) -> Self
    {
        Self(
            "\(owner) is \(quoted(path)), which a symbolic link leads out of the project",
            at: place, label: "expected a file inside the project")
    }
}
