internal import PipelineLanguage

/// What separates two manifests of a stage, such as its present one from that of its last run, key
/// by key.
struct ManifestDifference {
    /// As the pipeline defines it now, which says where the new values come from; `nil` where that
    /// does not matter.
    private let stage: Stage?
    /// The name of an input's source as messages show it.
    private let sourceName: (Stage.Source) -> String
    private var reasons: [StaleReason] = []

    /// - Parameter comparesInputs: false while the inputs are not all made.
    static func reasons(
        from old: Manifest, to new: Manifest, stage: Stage? = nil, comparesInputs: Bool = true,
        sourceName: (Stage.Source) -> String = { "\($0)" }
    ) -> [StaleReason] {
        withoutActuallyEscaping(sourceName) { sourceName in
            var difference = ManifestDifference(stage: stage, sourceName: sourceName)
            difference.compareKind(old, new)
            difference.compareParameters(old, new)
            if comparesInputs { difference.compareInputs(old, new) }
            difference.compareOutputs(old, new)
            difference.compareEnvironment(old, new)
            return difference.reasons
        }
    }

    private init(stage: Stage?, sourceName: @escaping (Stage.Source) -> String) {
        self.stage = stage
        self.sourceName = sourceName
    }

    private mutating func compareKind(_ old: Manifest, _ new: Manifest) {
        if old.kind != new.kind {
            add(key: "kind", old.kind, new.kind, definition)
        } else if old.kindRevision != new.kindRevision {
            reasons.append(
                .kindRevisionChanged(
                    kind: new.kind, from: old.kindRevision, to: new.kindRevision))
        }
        if old.profile != new.profile { add(key: "profile", old.profile, new.profile, nil) }
    }

    private mutating func compareParameters(_ old: Manifest, _ new: Manifest) {
        let before = Dictionary(
            old.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            new.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for name in Set(before.keys).union(after.keys).sorted() {
            let parameter = stage?.parameters.first { $0.name == name }
            compare(
                key: "with.\(name)", before[name], after[name],
                writing: after[name] == nil
                    ? definition.map { ParameterWriting(origin: $0) }
                    : parameter.map { ParameterWriting($0) })
        }
    }

    /// Goes into mappings and lists, down to the values that differ.
    private mutating func compare(
        key: String, _ old: ParameterValue?, _ new: ParameterValue?, writing: ParameterWriting?
    ) {
        if old == new { return }
        switch (old, new) {
        case (.list(let before), .list(let after)) where before.count == after.count:
            for index in before.indices {
                compare(
                    key: "\(key)[\(index)]", before[index], after[index],
                    writing: writing?.ofItem(index))
            }
        case (.mapping(let before), .mapping(let after)):
            for name in Set(before.map(\.key)).union(after.map(\.key)).sorted() {
                let index = after.firstIndex { $0.key == name }
                compare(
                    key: "\(key).\(name)", before.first { $0.key == name }?.value,
                    index.map { after[$0].value }, writing: writing?.ofItem(index))
            }
        default:
            add(key: key, Self.text(old), Self.text(new), writing?.origin(from: old, to: new))
        }
    }

    /// A text that looks like a number is quoted, so that 5 → "5" can be told apart.
    private static func text(_ value: ParameterValue?) -> String? {
        guard case .text(let text) = value else { return value?.description }
        return text.isEmpty || Double(text) != nil || text == "true" || text == "false"
            ? "\"\(text)\"" : text
    }

    private mutating func compareInputs(_ old: Manifest, _ new: Manifest) {
        let names = Set(old.inputs.map(\.name)).union(new.inputs.map(\.name)).sorted()
        for name in names {
            let before = old.inputs.first { $0.name == name }
            let after = new.inputs.first { $0.name == name }
            if before == after { continue }
            compareContents(name, before, after)
        }
    }

    private mutating func compareContents(
        _ name: String, _ old: Manifest.Input?, _ new: Manifest.Input?
    ) {
        let declared = stage?.inputs.first { $0.name == name }
        let location = declared?.location ?? stage?.location
        let isList = new?.isList ?? old?.isList ?? false
        if let old, let new, old.isList != new.isList {
            add(
                key: "inputs.\(name)", old.isList ? "a list" : "one",
                new.isList ? "a list" : "one", location.map { .written($0) })
        }
        let before = old?.contents ?? []
        let after = new?.contents ?? []
        let isSelection =
            declared?.sources.contains(where: \.isSelection) ?? false
            || !isList && max(before.count, after.count) > 1
        if isSelection { return compareFiles(name, before, after, location) }
        for index in 0..<max(before.count, after.count) {
            let from = index < before.count ? before[index] : nil
            let to = index < after.count ? after[index] : nil
            if from == to { continue }
            let key = "inputs.\(name)" + (isList ? "[\(index)]" : "")
            if let from, let to, from.digest == to.digest {
                add(key: key, Self.text(from), Self.text(to), location.map { .written($0) })
                continue
            }
            let source = declared.flatMap {
                index < $0.sources.count ? sourceName($0.sources[index]) : nil
            }
            reasons.append(
                .inputChanged(
                    StaleReason.InputChange(
                        input: name, index: isList ? index : nil, source: source,
                        from: from?.digest, to: to?.digest, location: location)))
        }
    }

    /// Of a folder or pattern, which file of it: their numbers change with every one that comes or goes.
    private mutating func compareFiles(
        _ name: String, _ old: [Manifest.Content], _ new: [Manifest.Content],
        _ location: SourceLocation?
    ) {
        let before = Dictionary(
            old.map { ($0.visibleName, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            new.map { ($0.visibleName, $0) }, uniquingKeysWith: { first, _ in first })
        for path in Set(before.keys).union(after.keys).sorted() {
            let (from, to) = (before[path], after[path])
            if from == to { continue }
            if let from, let to, from.digest == to.digest {
                add(
                    key: "inputs.\(name)", Self.text(from), Self.text(to),
                    location.map { .written($0) })
            } else {
                reasons.append(
                    .inputChanged(
                        StaleReason.InputChange(
                            input: name, index: nil, source: path, from: from?.digest,
                            to: to?.digest, location: location)))
            }
        }
    }

    private static func text(_ content: Manifest.Content) -> String {
        switch content.kind {
        case .file: content.visibleName
        case .executable: "\(content.visibleName) (executable)"
        case .folder: "\(content.visibleName)/"
        }
    }

    private mutating func compareOutputs(_ old: Manifest, _ new: Manifest) {
        for name in Set(old.outputs.map(\.name)).union(new.outputs.map(\.name)).sorted() {
            let before = old.outputs.first { $0.name == name }
            let after = new.outputs.first { $0.name == name }
            if before?.path != after?.path {
                add(key: "outputs.\(name)", before?.path, after?.path, definition)
            } else if before != after {
                add(key: "outputs.\(name)", before?.format, after?.format, definition)
            }
        }
    }

    private mutating func compareEnvironment(_ old: Manifest, _ new: Manifest) {
        let names = Set(old.environment.map(\.name)).intersection(new.environment.map(\.name))
        // A name that was added or removed shows as a change of `with.environment`.
        for name in names.sorted() {
            let before = old.environment.first { $0.name == name }?.value
            let after = new.environment.first { $0.name == name }?.value
            if before != after {
                reasons.append(
                    .environmentChanged(variable: name, from: before, to: after))
            }
        }
    }

    private mutating func add(
        key: String, _ from: String?, _ to: String?, _ origin: Stage.Parameter.Origin?
    ) {
        reasons.append(.changed(key: key, from: from, to: to, by: origin))
    }

    private var definition: Stage.Parameter.Origin? { stage.map { .written($0.location) } }
}
