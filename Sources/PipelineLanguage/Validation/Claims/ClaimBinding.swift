/// Finds out what a claim measures, and what must hold of it.
struct ClaimBinding {
    /// Formats that hold JSON, or may.
    private static let formats: [ArtifactFormat] = [.measurement, .trajectory, .json, .any]

    /// Parameters and built-in names.
    let scope: Scope
    let references: ReferenceBinding
    let sources: SourceMap

    /// The claim; `nil` when something is wrong, which is reported.
    func claim(_ definition: ClaimDefinition, state: inout ValidationState) -> ValidatedClaim? {
        guard let fields = definition.fields else { return nil }
        var values = ClaimValues(claim: definition.name, scope: scope, sources: sources)
        let statement = fields["statement"].flatMap {
            values.text($0.value, of: "statement", state: &state)
        }
        let measurements = fields["measurements"].map {
            self.measurements($0.value, of: values.title, state: &state)
        }
        let arms = self.arms("arms", .arm, fields, values, state: &state)
        let controls = self.arms("controls", .control, fields, values, state: &state)
        let sources =
            ((measurements ?? nil) ?? []) + ((arms ?? []) + (controls ?? [])).flatMap(\.sources)
        values.metrics = metrics(of: sources)
        let terms = ClaimTermReading(values: values).terms(
            fields, arms: fields["arms"].map(Self.names) ?? [], state: &state)
        guard let statement, let arms, let controls, let terms else { return nil }
        if let measurements, measurements == nil { return nil }
        return ValidatedClaim(
            name: definition.name, statement: statement,
            measurements: (measurements ?? nil) ?? [], arms: arms, controls: controls, terms: terms)
    }

    /// The metrics that one or another of the sources has; empty where one of them may hold anything.
    private func metrics(of sources: [ValidatedClaim.Source]) -> [String] {
        var metrics: [String] = []
        var seen: Set<String> = []
        for source in sources {
            guard case .fixed(let outputs)? = references.stages[source.stage].kind?.outputs,
                let output = outputs.first(where: { $0.name == source.output }),
                !output.metrics.isEmpty
            else { return [] }
            metrics += output.metrics.filter { seen.insert($0).inserted }
        }
        return metrics
    }

    /// Keys of a mapping, right or wrong: whoever refers to a wrong arm isn't blamed as well.
    private static func names(_ field: Field) -> [String] {
        guard case .mapping(let fields) = field.value.content else { return [] }
        return fields.map(\.key.text)
    }

    /// Named measurements; empty when there is no such section.
    private func arms(
        _ key: String, _ subject: NameRule.Subject, _ fields: [Field], _ values: ClaimValues,
        state: inout ValidationState
    ) -> [ValidatedClaim.Arm]? {
        guard let field = fields[key] else { return [] }
        guard let section = field.value.fields(of: values.owner(key), log: &state.log) else {
            return nil
        }
        if section.isEmpty { state.log.report(.emptySection(values.owner(key), field.value)) }
        let written = section.withoutCutReferences(log: &state.log)
        let arms = written.compactMap { arm -> ValidatedClaim.Arm? in
            NameRule.check(arm.key, as: subject, log: &state.log)
            let owner = "\(subject.rawValue) \(Diagnostic.quoted(arm.key.text)) of \(values.title)"
            return measurements(arm.value, of: owner, state: &state)
                .map { ValidatedClaim.Arm(name: arm.key.text, sources: $0) }
        }
        return arms.count == section.count && !section.isEmpty ? arms : nil
    }

    /// One reference or a list; `nil` when one is wrong, which is reported.
    private func measurements(
        _ node: Node, of owner: String, state: inout ValidationState
    ) -> [ValidatedClaim.Source]? {
        var nodes = [node]
        if case .sequence(let items) = node.content {
            guard !items.isEmpty else {
                state.log.report(.emptyList(owner, node))
                return nil
            }
            nodes = items
        }
        var result: [ValidatedClaim.Source] = []
        var seen: Set<ValidatedClaim.Source> = []
        var isValid = true
        for node in nodes {
            guard let found = bound(node, of: owner, state: &state) else {
                isValid = false
                continue
            }
            if !found.allSatisfy({ seen.insert($0).inserted }) {
                state.log.report(.countedTwice(owner, node))
                isValid = false
            }
            result += found
        }
        return isValid ? result : nil
    }

    private func bound(
        _ node: Node, of owner: String, state: inout ValidationState
    ) -> [ValidatedClaim.Source]? {
        let use = ReferenceBinding.Use(consumer: owner, format: nil, gathers: true)
        guard
            case .output(let stage, let name, let offsets, let gathered)? = references.bind(
                node, for: use, sweep: .none, scope: scope, state: &state),
            let output = references.stages[stage].outputs?.first(where: { $0.name == name })
        else { return nil }
        guard Self.formats.contains(output.format) else {
            state.log.report(.notJSON(owner, output, node))
            return nil
        }
        let base = offsets.reduce(0) { $0 + $1[0] }
        return gathered.map {
            ValidatedClaim.Source(stage: stage, instance: base + $0, output: name)
        }
    }
}

extension Diagnostic {
    fileprivate static func emptyList(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) measures nothing", at: node.place, label: "expected at least one reference")
    }

    fileprivate static func emptySection(_ owner: String, _ node: Node) -> Self {
        Self("\(owner) is empty", at: node.place, label: "expected 'name: stage.output@seed=*'")
    }

    fileprivate static func countedTwice(_ owner: String, _ node: Node) -> Self {
        Self(
            "\(owner) counts a measurement twice", at: node.place,
            label: "expected each measurement once, as one seed")
    }

    fileprivate static func notJSON(
        _ owner: String, _ output: Stage.Output, _ node: Node
    ) -> Self {
        Self(
            "\(quoted(output.name)) is of format '\(output.format.rawValue)'", at: node.place,
            label:
                "\(owner) expects JSON: format 'measurement', 'trajectory' or 'json', or what a command makes"
        )
    }
}
