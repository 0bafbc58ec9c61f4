/// Finds out what a stage makes.
enum OutputReading {
    /// Sorted by name; `nil` when nobody can say, which is reported.
    ///
    /// - Parameter conditions: which of the kind's conditional outputs the stage has.
    static func outputs(
        of stage: StageDefinition, kind: StageKind, conditions: OutputConditionReading,
        state: inout ValidationState
    ) -> [Stage.Output]? {
        guard let written = stage.outputs else { return nil }
        switch kind.outputs {
        case .fixed(let specifications):
            if let field = written.first { state.log.report(.fixedOutputs(kind, field.key)) }
            return conditions.outputs(among: specifications, state: &state)?
                .map { .init(name: $0.name, path: $0.path, format: $0.format) }
                .sorted { $0.name < $1.name }
        case .declaredByStage:
            if written.isEmpty { state.log.report(.noOutputs(stage.name)) }
            let outputs = written.compactMap { output($0, log: &state.log) }
            checkPaths(outputs, of: written, log: &state.log)
            return outputs.sorted { $0.name < $1.name }
        }
    }

    /// `table: table.csv` or `parts: {folder: parts}`; `nil` keeps neither name nor path.
    private static func output(_ field: Field, log: inout DiagnosticLog) -> Stage.Output? {
        NameRule.check(field.key, as: .output, log: &log)
        let owner = "output \(Diagnostic.quoted(field.key.text))"
        var node = field.value
        var format = ArtifactFormat.any
        if case .mapping(let fields) = node.content {
            guard fields.count == 1, let folder = fields["folder"] else {
                log.report(.badOutput(owner, node))
                return nil
            }
            node = folder.value
            format = .folder
        }
        guard let word = node.word(of: owner, log: &log) else { return nil }
        do throws(PathProblem) {
            let path = try ProjectPath.normalised(word.text)
            return Stage.Output(name: field.key.text, path: path, format: format)
        } catch {
            log.report(.badOutputPath(owner, word, error))
            return nil
        }
    }

    /// No output may be, or lie in, another one.
    private static func checkPaths(
        _ outputs: [Stage.Output], of written: [Field], log: inout DiagnosticLog
    ) {
        let places = Dictionary(
            written.map { ($0.key.text, $0.key.place) }, uniquingKeysWith: { first, _ in first })
        for conflict in PathConflicts.find(in: outputs.map(\.path)) {
            let outer = outputs[conflict.outer].name
            let inner = outputs[conflict.inner].name
            guard let place = places[inner], let other = places[outer] else { continue }
            log.report(.nested(inner, outer, at: place, other: other))
        }
    }
}

/// Paths that are equal, or one of which lies below the other.
enum PathConflicts {
    struct Conflict: Hashable {
        /// Indices of the paths.
        var outer: Int
        var inner: Int
    }

    /// For each path that conflicts with one before it in sorted order, that one.
    static func find(in paths: [String]) -> [Conflict] {
        // With '/' sorted first, everything below a path follows it directly.
        let keys = paths.map { $0.utf8.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
        let order = paths.indices.sorted { left, right in
            keys[left] == keys[right]
                ? left < right : keys[left].lexicographicallyPrecedes(keys[right])
        }
        var conflicts: [Conflict] = []
        var outer: Int?
        for index in order {
            if let outer, keys[index].starts(with: keys[outer]),
                keys[index].count == keys[outer].count || keys[index][keys[outer].count] == 0
            {
                conflicts.append(Conflict(outer: outer, inner: index))
            } else {
                outer = index
            }
        }
        return conflicts
    }
}

extension Diagnostic {
    fileprivate static func fixedOutputs(_ kind: StageKind, _ name: Name) -> Self {
        Self(
            "the outputs of kind \(quoted(kind.name)) are fixed", at: name.place,
            label: "remove 'outputs'")
    }

    fileprivate static func noOutputs(_ stage: Name) -> Self {
        Self(
            "stage \(quoted(stage.text)) declares no outputs", at: stage.place,
            label: "expected 'outputs: {name: path}', what to keep of what the command makes")
    }

    fileprivate static func badOutput(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) \(node.predicate)", at: node.place,
            label: "expected a path, or '{folder: path}'")
    }

    fileprivate static func badOutputPath(
        _ owner: String, _ word: Name, _ problem: PathProblem
    ) -> Self {
        let label =
            problem == .absolute || problem == .leaves
            ? "expected a path below the stage's own folder" : problem.remedy
        return Self(
            "\(owner) has the path \(quoted(word.text))", at: word.place, label: label)
    }

    fileprivate static func nested(
        _ inner: String, _ outer: String, at place: Place, other: Place
    ) -> Self {
        Self(
            "output \(quoted(inner)) has the path of output \(quoted(outer)), or lies in it",
            at: place, label: "expected a path of its own",
            related: [Related("the other output is here", at: other)])
    }
}
