/// One entry of `stages`, as it is written.
///
/// A section is `nil` when it has the wrong shape (reported): nobody can say what it lacks. One
/// that is absent is empty.
package struct StageDefinition: Sendable {
    package static let keys = ["kind", "with", "inputs", "outputs", "matrix"] + RunLimits.keys

    var name: Name
    /// `nil` when it is missing or no word, which was reported.
    var kind: Name?
    var parameters: [Field]?
    var inputs: [Field]?
    var outputs: [Field]?
    var matrix: [Field]?
    var limits = RunLimits()

    init(_ field: Field, log: inout DiagnosticLog) {
        name = field.key
        let owner = "stage \(Diagnostic.quoted(name.text))"
        guard let written = field.value.fields(of: owner, log: &log) else { return }
        let fields = written.known(Self.keys, in: owner, log: &log)
        if let field = fields["kind"] {
            kind = field.value.word(of: "the kind of \(owner)", log: &log)
        } else if written.lacks("kind", among: Self.keys) {
            log.report(.missingKind(of: name))
        }
        parameters = Self.section("with", of: owner, fields, log: &log)
        inputs = Self.section("inputs", of: owner, fields, log: &log)
        outputs = Self.section("outputs", of: owner, fields, log: &log)
        matrix = Self.section("matrix", of: owner, fields, log: &log)
        limits = RunLimits(fields, owner: owner, log: &log)
    }

    /// A section's fields; empty when the section is absent.
    static func section(
        _ key: String, of owner: String, _ fields: [Field], log: inout DiagnosticLog
    ) -> [Field]? {
        guard let field = fields[key] else { return [] }
        return field.value.fields(of: "'\(key)' of \(owner)", log: &log)
    }
}

/// What a stage may use and how long: not part of what it computes.
package struct RunLimits: Sendable {
    package static let keys = ["resources", "timeout", "retries"]
    package static let resourceKeys = ["cpu", "memory", "gpu", "exclusive"]

    var cpu: Node?
    var memory: Node?
    var gpu: Node?
    var exclusive: Node?
    var timeout: Node?
    var retries: Node?

    init() {}

    init(_ fields: [Field], owner: String, log: inout DiagnosticLog) {
        timeout = fields["timeout"]?.value
        retries = fields["retries"]?.value
        guard let node = fields["resources"]?.value else { return }
        let name = "'resources' of \(owner)"
        let resources = node.fields(of: name, log: &log)?
            .known(Self.resourceKeys, in: name, log: &log)
        cpu = resources?["cpu"]?.value
        memory = resources?["memory"]?.value
        gpu = resources?["gpu"]?.value
        exclusive = resources?["exclusive"]?.value
    }

    /// Every limit that is written.
    var nodes: [Node] { [cpu, memory, gpu, exclusive, timeout, retries].compactMap(\.self) }

    /// These limits, with those that `overlay` has in their place.
    func overlaid(by overlay: RunLimits) -> RunLimits {
        var result = self
        result.cpu = overlay.cpu ?? cpu
        result.memory = overlay.memory ?? memory
        result.gpu = overlay.gpu ?? gpu
        result.exclusive = overlay.exclusive ?? exclusive
        result.timeout = overlay.timeout ?? timeout
        result.retries = overlay.retries ?? retries
        return result
    }
}

/// One entry of `profiles`: what it changes in the pipeline.
package struct ProfileDefinition: Sendable {
    package static let keys = ["extends", "parameters", "stages"]

    var name: Name
    /// The profile whose changes count where this one makes none.
    var base: Name?
    var parameters: [Field] = []
    var stages: [StageOverlay] = []

    init(_ field: Field, log: inout DiagnosticLog) {
        name = field.key
        let owner = "profile \(Diagnostic.quoted(name.text))"
        guard let written = field.value.fields(of: owner, log: &log) else { return }
        let fields = written.known(Self.keys, in: owner, log: &log)
        base = fields["extends"].flatMap { $0.value.word(of: "'extends' of \(owner)", log: &log) }
        parameters = StageDefinition.section("parameters", of: owner, fields, log: &log) ?? []
        stages = (StageDefinition.section("stages", of: owner, fields, log: &log) ?? [])
            .map { StageOverlay($0, profile: owner, log: &log) }
    }
}

/// What a profile changes in one stage; the graph itself is the same for all profiles.
package struct StageOverlay: Sendable {
    package static let keys = ["with", "matrix"] + RunLimits.keys

    var name: Name
    var parameters: [Field] = []
    var matrix: [Field] = []
    var limits = RunLimits()

    init(_ field: Field, profile: String, log: inout DiagnosticLog) {
        name = field.key
        let owner = "stage \(Diagnostic.quoted(name.text)) in \(profile)"
        guard let written = field.value.fields(of: owner, log: &log) else { return }
        let graphKeys = ["kind", "inputs", "outputs"]
        for field in written where graphKeys.contains(field.key.text) {
            log.report(.graphChange(field.key, in: profile))
        }
        let fields = written.filter { !graphKeys.contains($0.key.text) }
            .known(Self.keys, in: owner, log: &log)
        parameters = StageDefinition.section("with", of: owner, fields, log: &log) ?? []
        matrix = StageDefinition.section("matrix", of: owner, fields, log: &log) ?? []
        limits = RunLimits(fields, owner: owner, log: &log)
    }
}

/// One entry of `figures`, as it is written.
package struct FigureDefinition: Sendable {
    package static let keys = ["title", "publish"]

    var name: Name
    var title: Node?
    var publish: [Field] = []

    init(_ field: Field, log: inout DiagnosticLog) {
        name = field.key
        let owner = "figure \(Diagnostic.quoted(name.text))"
        guard let written = field.value.fields(of: owner, log: &log) else { return }
        let keys = Self.keys
        let fields = written.known(keys, in: owner, log: &log)
        title = fields["title"]?.value
        if written.lacks("title", among: keys) {
            log.report(.missing("title", "title: Synthetic data", in: name))
        }
        guard let section = fields["publish"]?.value else {
            if written.lacks("publish", among: keys) {
                log.report(.missing("publish", "publish: {figures/fig.pdf: draw.pdf}", in: name))
            }
            return
        }
        guard let publish = section.fields(of: "'publish' of \(owner)", log: &log) else { return }
        if publish.isEmpty { log.report(.nothingPublished(by: name, node: section)) }
        self.publish = publish
    }
}

extension Diagnostic {
    fileprivate static func missingKind(of stage: Name) -> Self {
        Self(
            "stage \(quoted(stage.text)) lacks the key 'kind'", at: stage.place,
            label: "expected 'kind: …', what the stage does")
    }

    fileprivate static func graphChange(_ key: Name, in profile: String) -> Self {
        Self(
            "\(profile) changes '\(key.text)' of a stage", at: key.place,
            label: "a profile may change 'with', 'matrix', 'resources', 'timeout' and 'retries'")
    }

    fileprivate static func missing(_ key: String, _ example: String, in figure: Name) -> Self {
        Self(
            "figure \(quoted(figure.text)) lacks the key '\(key)'", at: figure.place,
            label: "expected '\(example)'")
    }

    fileprivate static func nothingPublished(by figure: Name, node: Node) -> Self {
        Self(
            "figure \(quoted(figure.text)) publishes nothing", at: node.place,
            label: "expected 'path: stage.output'")
    }
}
