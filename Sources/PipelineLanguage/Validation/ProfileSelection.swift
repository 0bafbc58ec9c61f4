/// The profile that is in force, and the check of what all profiles change.
struct ProfileSelection {
    /// The profile of a pipeline that names none.
    static let builtInName = "default"

    let name: String
    /// `nil` for the built-in profile, which changes nothing.
    let profile: ProfileDefinition?

    /// - Parameter requested: what `--profile` asks for.
    init(of definition: PipelineDefinition, requested: String?, log: inout DiagnosticLog) {
        let names = definition.profiles.map(\.name.text)
        let wanted = requested ?? definition.header.defaultProfile?.text ?? Self.builtInName
        name = wanted
        profile = Self.whole(wanted, of: definition.profiles)
        if let written = definition.header.defaultProfile, !names.contains(written.text),
            written.text != Self.builtInName
        {
            log.report(.unknownDefault(written, names: names))
        }
        if let requested, profile == nil, requested != Self.builtInName {
            log.report(.unknownRequest(requested, names: names))
        }
    }

    /// A profile with all that it takes from the one that it extends, and that from another.
    ///
    /// A profile extends an earlier one, so this comes to an end.
    private static func whole(
        _ name: String, of profiles: [ProfileDefinition]
    ) -> ProfileDefinition? {
        var rest = profiles[...]
        var chain: [ProfileDefinition] = []
        var wanted: String? = name
        while let place = rest.lastIndex(where: { $0.name.text == wanted }) {
            chain.append(rest[place])
            wanted = rest[place].base?.text
            rest = rest[..<place]
        }
        guard var whole = chain.popLast() else { return nil }
        for profile in chain.reversed() { whole = profile.extending(whole) }
        return whole
    }

    /// Reports names that a profile changes but the pipeline doesn't have, for every profile: the
    /// one that isn't in force today is wrong as well.
    static func checkNames(
        of definition: PipelineDefinition, kinds: [String: StageKind], log: inout DiagnosticLog
    ) {
        guard !definition.profiles.isEmpty else { return }
        let names = definition.parameters.map(\.key.text)
        let parameters = Set(names)
        let stageNames = definition.stages.map(\.name.text)
        let stages = Dictionary(
            definition.stages.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        for (place, profile) in definition.profiles.enumerated() {
            let earlier = definition.profiles[..<place].map(\.name.text)
            if let base = profile.base, !earlier.contains(base.text) {
                log.report(.unknownBase(base, of: profile.name, names: earlier))
            }
            for field in profile.parameters where !parameters.contains(field.key.text) {
                log.report(.unknownParameter(field.key, in: profile.name, names: names))
            }
            for overlay in profile.stages {
                guard let stage = stages[overlay.name.text] else {
                    log.report(.unknownStage(overlay.name, in: profile.name, names: stageNames))
                    continue
                }
                check(overlay, of: stage, kind: stage.kind.flatMap { kinds[$0.text] }, log: &log)
            }
        }
    }

    private static func check(
        _ overlay: StageOverlay, of stage: StageDefinition, kind: StageKind?,
        log: inout DiagnosticLog
    ) {
        if let kind {
            let names = kind.parameters.map(\.name)
            for field in overlay.parameters where !names.contains(field.key.text) {
                log.report(.unknownParameter(field.key, ofStage: stage.name.text, names: names))
            }
        }
        if let matrix = stage.matrix {
            let axes = matrix.map(\.key.text)
            for field in overlay.matrix where !axes.contains(field.key.text) {
                log.report(.unknownAxis(field.key, of: stage.name.text, axes: axes))
            }
        }
    }
}

extension ProfileDefinition {
    /// The profile with what another changes and it does not.
    fileprivate func extending(_ base: ProfileDefinition) -> ProfileDefinition {
        var result = self
        result.parameters = StageDefinition.overlaid(base.parameters, by: parameters, adds: true)
        var own = Dictionary(
            stages.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
        result.stages = base.stages.map { overlay in
            own.removeValue(forKey: overlay.name.text)?.extending(overlay) ?? overlay
        }
        result.stages += stages.filter { own[$0.name.text] != nil }
        return result
    }
}

extension StageOverlay {
    fileprivate func extending(_ base: StageOverlay) -> StageOverlay {
        var result = self
        result.parameters = StageDefinition.overlaid(base.parameters, by: parameters, adds: true)
        result.matrix = StageDefinition.overlaid(base.matrix, by: matrix, adds: true)
        result.limits = base.limits.overlaid(by: limits)
        return result
    }
}

extension StageDefinition {
    /// The stage as a profile changes it.
    func overlaid(by overlay: StageOverlay?) -> StageDefinition {
        guard let overlay else { return self }
        var result = self
        result.parameters = parameters.map { Self.overlaid($0, by: overlay.parameters, adds: true) }
        result.matrix = matrix.map { Self.overlaid($0, by: overlay.matrix, adds: false) }
        result.limits = limits.overlaid(by: overlay.limits)
        return result
    }

    fileprivate static func overlaid(
        _ fields: [Field], by overlay: [Field], adds: Bool
    ) -> [Field] {
        guard !overlay.isEmpty else { return fields }
        var replacements = Dictionary(
            overlay.map { ($0.key.text, $0) }, uniquingKeysWith: { first, _ in first })
        let replaced = fields.map { replacements.removeValue(forKey: $0.key.text) ?? $0 }
        return adds ? replaced + overlay.filter { replacements[$0.key.text] != nil } : replaced
    }
}

extension Diagnostic {
    fileprivate static func unknownDefault(_ name: Name, names: [String]) -> Self {
        Self(
            "the default profile \(quoted(name.text)) is not defined", at: name.place,
            label: suggestion(for: name.text, among: names, otherwise: "there are no profiles"))
    }

    fileprivate static func unknownRequest(_ name: String, names: [String]) -> Self {
        Self(
            "--profile \(name): the pipeline has no such profile", at: nil,
            label: suggestion(for: name, among: names, otherwise: "there are no profiles"))
    }

    fileprivate static func unknownBase(_ base: Name, of profile: Name, names: [String]) -> Self {
        Self(
            "profile \(quoted(profile.text)) extends \(quoted(base.text)), which is no profile before"
                + " it",
            at: base.place,
            label: suggestion(
                for: base.text, among: names, otherwise: "there are no profiles before it"))
    }

    fileprivate static func unknownParameter(
        _ name: Name, in profile: Name, names: [String]
    ) -> Self {
        Self(
            "profile \(quoted(profile.text)) changes the parameter \(quoted(name.text)),"
                + " which is not defined",
            at: name.place,
            label: suggestion(for: name.text, among: names, otherwise: "there are no parameters"))
    }

    fileprivate static func unknownStage(_ name: Name, in profile: Name, names: [String]) -> Self {
        Self(
            "profile \(quoted(profile.text)) changes the stage \(quoted(name.text)),"
                + " which is not defined",
            at: name.place,
            label: suggestion(for: name.text, among: names, otherwise: "there are no stages"))
    }

    fileprivate static func unknownAxis(_ name: Name, of stage: String, axes: [String]) -> Self {
        Self(
            "stage \(quoted(stage)) is not swept over \(quoted(name.text))", at: name.place,
            label: suggestion(
                for: name.text, among: axes, otherwise: "the stage has no 'matrix' to change"))
    }

    static func unknownParameter(_ name: Name, ofStage stage: String, names: [String]) -> Self {
        Self(
            "stage \(quoted(stage)) has no parameter \(quoted(name.text))", at: name.place,
            label: suggestion(
                for: name.text, among: names, otherwise: "its kind has no parameters"))
    }
}
