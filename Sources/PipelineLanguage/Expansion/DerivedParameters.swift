/// What a kind of stage adds to a stage's parameters before anything is planned: facts of the
/// project that decide what the stage makes, such as the manifest of the data set that it names.
///
/// - Returns: parameters with names that the kind does not declare; `nil` when something is wrong,
///   which is in the context's log.
package typealias ParameterDerivation = @Sendable (inout DerivationContext) -> [Stage.Parameter]?

/// What a derivation looks at, and where it puts what it finds wrong.
package struct DerivationContext {
    /// The stage's own parameters.
    package let parameters: [Stage.Parameter]
    package let project: ProjectFolder
    /// Files that are read are added, so that diagnostics can show their lines.
    package var sources: SourceMap
    package var log: DiagnosticLog
    /// Files that were looked for and are not there, relative to the project root.
    package var missingFiles: Set<String> = []

    /// The text of a parameter that the kind declares as text.
    package func text(_ name: String) -> String? {
        guard case .text(let text)? = value(name) else { return nil }
        return text
    }

    /// The texts of a parameter that the kind declares as a list of texts; empty where it is absent.
    package func texts(_ name: String) -> [String] {
        guard case .list(let values)? = value(name) else { return [] }
        return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// Where a parameter was written; `nil` for the command line and for defaults.
    package func place(of name: String) -> Place? {
        guard let parameter = parameters.first(where: { $0.name == name }),
            let location = parameter.location,
            let file = sources.files.firstIndex(where: { $0.path == location.file })
        else { return nil }
        let mark = Mark(file: file, line: location.line, column: location.column)
        return Place(mark, length: max(1, parameter.value.description.unicodeScalars.count))
    }

    /// Where a text of a list was written; the whole list's place where that is on another line.
    package func place(of text: String, in name: String) -> Place? {
        guard let list = place(of: name) else { return nil }
        let place = sources.place(of: text, from: list.mark)
        return place.mark == list.mark ? list : place
    }

    private func value(_ name: String) -> ParameterValue? {
        parameters.first { $0.name == name }?.value
    }
}

extension StageGraph {
    /// Adds what the stages' kinds derive; each distinct set of parameters is looked at once.
    ///
    /// - Returns: the files that were looked for and are not there, sorted.
    mutating func deriveParameters(
        kinds: [StageKind], project: ProjectFolder, sources: inout SourceMap,
        log: inout DiagnosticLog
    ) -> [String] {
        struct Question: Hashable {
            let kind: String
            let parameters: [Stage.Parameter]
        }
        let derivations = Dictionary(
            kinds.compactMap { kind in kind.derivation.map { (kind.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard !derivations.isEmpty else { return [] }
        var missingFiles: Set<String> = []
        var answers: [Question: [Stage.Parameter]] = [:]
        for index in stages.indices {
            guard let derivation = derivations[stages[index].kind] else { continue }
            let question = Question(
                kind: stages[index].kind, parameters: stages[index].parameters)
            if answers[question] == nil {
                var context = DerivationContext(
                    parameters: stages[index].parameters, project: project, sources: sources,
                    log: log)
                answers[question] = derivation(&context) ?? []
                (sources, log) = (context.sources, context.log)
                missingFiles.formUnion(context.missingFiles)
            }
            stages[index].parameters += answers[question] ?? []
            stages[index].parameters.sort { $0.name < $1.name }
        }
        return missingFiles.sorted()
    }
}
