/// One entry of `claims`, as it is written.
package struct ClaimDefinition: Sendable {
    package static let keys = [
        "statement", "measurements", "seeds", "exclude", "each_seed", "trends", "controls", "arms",
        "compare",
    ]

    var name: Name
    /// `nil` when it is no mapping, which was reported.
    var fields: [Field]?

    init(_ field: Field, log: inout DiagnosticLog) {
        name = field.key
        let owner = "claim \(Diagnostic.quoted(name.text))"
        guard let written = field.value.fields(of: owner, log: &log) else { return }
        fields = written.known(Self.keys, in: owner, log: &log)
        if written.lacks("statement", among: Self.keys) {
            log.report(.missing("statement", "statement: what is claimed, in words", in: name))
        }
        requireParts(written, log: &log)
    }

    /// What is claimed, and of what.
    private func requireParts(_ written: [Field], log: inout DiagnosticLog) {
        let lacks = { (key: String) in written.lacks(key, among: Self.keys) }
        let has = { (key: String) in written[key] }
        if lacks("each_seed"), lacks("trends"), lacks("compare") {
            log.report(.claimsNothing(name))
        }
        for key in ["each_seed", "trends"] {
            if let part = has(key), lacks("measurements") {
                log.report(
                    .partLacks("measurements", part.key, "measurements: stage.output@seed=*"))
            }
        }
        if let part = has("compare"), lacks("arms") {
            log.report(.partLacks("arms", part.key, "arms: {name: stage.output@seed=*}"))
        }
        if let part = has("arms"), lacks("compare") {
            log.report(.partLacks("compare", part.key, "compare: […]"))
        }
        if let part = has("controls"), lacks("each_seed") {
            log.report(
                .partLacks("each_seed", part.key, "each_seed: […], which must not hold of them"))
        }
        if let part = has("measurements"), lacks("each_seed"), lacks("trends"),
            has("compare") != nil
        {
            log.report(.unusedMeasurements(part.key))
        }
    }
}

extension Diagnostic {
    fileprivate static func missing(_ key: String, _ example: String, in claim: Name) -> Self {
        Self(
            "claim \(quoted(claim.text)) lacks the key '\(key)'", at: claim.place,
            label: "expected '\(example)'")
    }

    fileprivate static func claimsNothing(_ claim: Name) -> Self {
        Self(
            "claim \(quoted(claim.text)) claims nothing", at: claim.place,
            label: "expected 'each_seed', 'trends' or 'compare'")
    }

    fileprivate static func partLacks(_ key: String, _ part: Name, _ example: String) -> Self {
        Self(
            "'\(part.text)' needs the key '\(key)' beside it", at: part.place,
            label: "expected '\(example)'")
    }

    fileprivate static func unusedMeasurements(_ key: Name) -> Self {
        Self(
            "nothing is claimed of the 'measurements'", at: key.place,
            label: "'compare' looks at 'arms'; add 'each_seed' or 'trends', or remove the key")
    }
}
