/// Finds out what a figure publishes, and where.
struct FigureBinding {
    /// Parameters and built-in names.
    let scope: Scope
    let references: ReferenceBinding
    let sources: SourceMap

    func figure(_ definition: FigureDefinition, state: inout ValidationState) -> ValidatedFigure? {
        let owner = "figure \(Diagnostic.quoted(definition.name.text))"
        var title: String?
        if let node = definition.title {
            let typing = ParameterTyping(
                owner: "the title of \(owner)", use: node.place, scope: scope, sources: sources)
            let typed = typing.value(of: node, as: .text, state: &state)
            if case .text(let text)? = typed?.value { title = text }
        }
        let publications = definition.publish.withoutCutReferences(log: &state.log).flatMap {
            field in
            self.publications(of: field, owner: owner, state: &state)
        }
        guard let title else { return nil }
        return ValidatedFigure(
            name: definition.name, title: title, publications: publications)
    }

    private func publications(
        of field: Field, owner: String, state: inout ValidationState
    ) -> [ValidatedFigure.Publication] {
        let isFolder = field.key.text.hasSuffix("/")
        let use = ReferenceBinding.Use(
            consumer: owner, format: nil, gathers: isFolder,
            gatherRemedy: "end the path with '/' to publish all of them into that folder")
        let path: String
        do throws(PathProblem) {
            if Template.isNeeded(for: field.key.text) { throw .forbiddenCharacter }
            path = try ProjectPath.normalised(field.key.text)
        } catch {
            state.log.report(.badPath(owner, field.key, error))
            return []
        }
        guard
            case .output(let stage, let name, let offsets, let gathered)? = references.bind(
                field.value, for: use, sweep: .none, scope: scope, state: &state),
            let output = references.stages[stage].outputs?.first(where: { $0.name == name }),
            state.publish(gathered.count, at: field.value.place)
        else { return [] }
        let base = offsets.reduce(0) { $0 + $1[0] }
        let producer = references.stages[stage]
        // A folder output is published as the folder that the path names, unless there are several.
        let takesName = isFolder && (Self.gathers(field.value) || output.format != .folder)
        return gathered.map { offset in
            let instance = base + offset
            let file =
                producer.definition.name.text + producer.sweep.suffix(ofInstance: instance)
                + Self.fileExtension(of: output)
            return ValidatedFigure.Publication(
                path: takesName ? path + "/" + file : path, stage: stage, instance: instance,
                output: name, place: field.key.place)
        }
    }

    private static func gathers(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node.content else { return false }
        return OutputReference(scalar.text)?.selectors.contains(where: \.gathers) ?? false
    }

    /// `.csv` of `tables/first.csv`; nothing for folders and for names without a dot.
    private static func fileExtension(of output: Stage.Output) -> String {
        guard output.format != .folder else { return "" }
        let name = output.path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return String(name[dot...])
    }

    /// Reports publications that would overwrite each other; the same artifact may be published at
    /// the same path by several figures.
    static func checkPaths(_ figures: [ValidatedFigure], log: inout DiagnosticLog) {
        let all = figures.flatMap { figure in figure.publications.map { (figure.name.text, $0) } }
        for conflict in PathConflicts.find(in: all.map(\.1.path)) {
            let (_, inner) = all[conflict.inner]
            let (other, outer) = all[conflict.outer]
            let isSame =
                inner.path == outer.path && inner.stage == outer.stage
                && inner.instance == outer.instance && inner.output == outer.output
            if !isSame { log.report(.overwritten(inner, by: outer, of: other)) }
        }
    }
}

extension Diagnostic {
    fileprivate static func badPath(
        _ owner: String, _ key: Name, _ problem: PathProblem
    ) -> Self {
        let label: String =
            switch problem {
            case .absolute, .leaves: "expected a path below the folder of results, without '..'"
            case .forbiddenCharacter: "expected a path without control characters and '${…}'"
            default: problem.remedy
            }
        return Self("\(owner) publishes to \(quoted(key.text))", at: key.place, label: label)
    }

    fileprivate static func overwritten(
        _ inner: ValidatedFigure.Publication, by outer: ValidatedFigure.Publication,
        of figure: String
    ) -> Self {
        Self(
            "two artifacts are published to \(quoted(inner.path)), or one into the other",
            at: inner.place, label: "expected a path of its own",
            related: [
                Related(
                    "the other one, of figure \(quoted(figure)), goes to \(quoted(outer.path))",
                    at: outer.place)
            ])
    }
}
