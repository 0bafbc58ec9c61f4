/// What a pipeline's files define, structurally sound; what the names mean is not looked at yet.
package struct PipelineDefinition: Sendable {
    /// The `pipeline` section of the root file.
    package struct Header: Sendable {
        package static let keys = ["name", "schema", "default_profile"]
        /// `nil` when it is missing or no name, which was reported.
        var name: Name?
        var defaultProfile: Name?
    }

    package static let sections = [
        "pipeline", "include", "parameters", "profiles", "stages", "figures", "claims",
    ]

    private(set) var sources: SourceMap
    private(set) var header = Header()
    /// In the order of definition: the root file's first, then the included files'.
    private(set) var parameters: [Field] = []
    private(set) var profiles: [ProfileDefinition] = []
    private(set) var stages: [StageDefinition] = []
    private(set) var figures: [FigureDefinition] = []
    private(set) var claims: [ClaimDefinition] = []

    /// Merges the sections of all documents; everything wrong with them goes to `log`.
    init(_ documents: DocumentSet, log: inout DiagnosticLog) {
        sources = documents.sources
        var names = DefinedNames()
        for document in documents.documents {
            let owner = "the file \(Diagnostic.quoted(sources.files[document.file].path))"
            guard let written = document.root.fields(of: owner, log: &log) else { continue }
            let sections = written.known(Self.sections, in: owner, log: &log)
            let isRoot = document.file == 0
            if let section = sections["pipeline"] {
                let header = Header(section.value, log: &log)
                if isRoot { self.header = header }
            } else if isRoot, written.lacks("pipeline", among: Self.sections) {
                log.report(.missingHeader(in: document))
            }
            parameters += names.fields(of: sections["parameters"], .parameter, log: &log)
            profiles += names.fields(of: sections["profiles"], .profile, log: &log)
                .map { ProfileDefinition($0, log: &log) }
            stages += names.fields(of: sections["stages"], .stage, log: &log)
                .map { StageDefinition($0, log: &log) }
            figures += names.fields(of: sections["figures"], .figure, log: &log)
                .map { FigureDefinition($0, log: &log) }
            claims += names.fields(of: sections["claims"], .claim, log: &log)
                .map { ClaimDefinition($0, log: &log) }
        }
    }
}

extension PipelineDefinition.Header {
    package static let schemaVersion = "1"

    fileprivate init(_ node: Node, log: inout DiagnosticLog) {
        guard let written = node.fields(of: "'pipeline'", log: &log) else { return }
        let keys = Self.keys
        let fields = written.known(keys, in: "'pipeline'", log: &log)
        if let field = fields["name"] {
            if let word = field.value.word(of: "the pipeline's name", log: &log) {
                NameRule.check(word, as: .pipeline, log: &log)
                name = word
            }
        } else if written.lacks("name", among: keys) {
            log.report(.missingKey("name", example: "name: my-paper", node: node))
        }
        if let field = fields["schema"] {
            if let word = field.value.word(of: "the schema's version", log: &log),
                word.text != Self.schemaVersion
            {
                log.report(.unknownSchema(word))
            }
        } else if written.lacks("schema", among: keys) {
            log.report(.missingKey("schema", example: "schema: 1", node: node))
        }
        if let field = fields["default_profile"] {
            defaultProfile = field.value.word(of: "the default profile", log: &log)
        }
    }
}

/// The names that the files have defined so far, so that a second definition finds the first.
private struct DefinedNames {
    private var marks: [NameRule.Subject: [String: Mark]] = [:]

    /// The definitions of a section with names that are legal and new.
    ///
    /// One with an illegal name stays (reported), so that what refers to it isn't blamed as well;
    /// of two with the same name the first stays.
    mutating func fields(
        of section: Field?, _ subject: NameRule.Subject, log: inout DiagnosticLog
    ) -> [Field] {
        guard let section else { return [] }
        let owner = Diagnostic.quoted(section.key.text)
        return (section.value.fields(of: owner, log: &log) ?? []).filter { field in
            NameRule.check(field.key, as: subject, log: &log)
            let name = field.key.text
            if let first = marks[subject]?[name] {
                log.report(.defined(field.key, subject.rawValue, andBefore: first))
                return false
            }
            for rival in subject.rivals {
                guard let first = marks[rival]?[name] else { continue }
                log.report(
                    .sharedName(field.key, subject.rawValue, with: rival.rawValue, at: first))
            }
            marks[subject, default: [:]][name] = field.key.mark
            return true
        }
    }
}

extension NameRule.Subject {
    /// What may not have the same name, because both are targets.
    fileprivate var rivals: [Self] {
        let targets: [Self] = [.stage, .figure, .claim]
        return targets.contains(self) ? targets.filter { $0 != self } : []
    }
}

extension Diagnostic {
    fileprivate static func missingHeader(in document: Document) -> Self {
        Self(
            "the section 'pipeline' is missing", at: Place(document.root.mark),
            label: "expected 'pipeline: {name: …, schema: 1}'")
    }

    fileprivate static func missingKey(_ key: String, example: String, node: Node) -> Self {
        Self(
            "'pipeline' lacks the key '\(key)'", at: node.place,
            label: "expected '\(example)'")
    }

    fileprivate static func unknownSchema(_ version: Name) -> Self {
        Self(
            "the schema's version is \(quoted(version.text))", at: version.place,
            label: "expected \(PipelineDefinition.Header.schemaVersion), the only version so far")
    }

    fileprivate static func defined(_ name: Name, _ what: String, andBefore first: Mark) -> Self {
        Self(
            "the \(what) \(quoted(name.text)) is defined twice", at: name.place,
            label: "rename one of the two, or remove it",
            related: [
                Related("it is first defined here", at: Place(first, length: name.place.length))
            ])
    }

    fileprivate static func sharedName(
        _ name: Name, _ what: String, with other: String, at first: Mark
    ) -> Self {
        Self(
            "the \(what) \(quoted(name.text)) has the name of a \(other)", at: name.place,
            label: "rename one of the two: both can be asked for by name",
            related: [
                Related("the \(other) is defined here", at: Place(first, length: name.place.length))
            ])
    }
}
