internal import PipelineLanguage

extension DataManifest {
    private static let keys = [
        "dataset", "schema", "title", "description", "citation", "licence", "terms", "stated",
        "sources",
    ]
    private static let schemaVersion = 1

    /// Reads a manifest from the root of its document; everything wrong with it goes to `log`.
    ///
    /// - Returns: `nil` when a required part is missing or wrong. When an optional one is, the log
    ///   alone tells.
    init?(_ node: Node, named name: String, path: String, log: inout DiagnosticLog) {
        guard
            let section = ManifestSection(
                node, owner: "the manifest '\(path)'", keys: Self.keys, log: &log)
        else { return nil }
        Self.checkName(in: section, is: name, log: &log)
        Self.checkSchema(in: section, log: &log)
        let title = section.requiredText("title", example: "title: …", log: &log)
        let description = section.requiredText("description", example: "description: …", log: &log)
        let citation = section.requiredText("citation", example: "citation: …", log: &log)
        let licence = section.requiredText("licence", example: "licence: unknown", log: &log)
        let terms = section.text("terms", log: &log)
        let stated = section["stated"].flatMap { StatedFacts($0, log: &log) }
        let sources = DataSource.all(in: section, log: &log)
        guard let title, let description, let citation, let licence else { return nil }
        self.init(
            dataset: name, title: title, description: description, citation: citation,
            licence: licence, terms: terms, stated: stated, sources: sources)
    }

    private static func checkName(
        in section: ManifestSection, is name: String, log: inout DiagnosticLog
    ) {
        let example = "dataset: \(name)"
        guard
            let word = section.required("dataset", example: example, log: &log)?
                .word(of: "'dataset'", log: &log)
        else { return }
        if word.text != name { log.report(.otherName(word, expected: name)) }
    }

    private static func checkSchema(in section: ManifestSection, log: inout DiagnosticLog) {
        guard
            let word = section.required("schema", example: "schema: 1", log: &log)?
                .word(of: "the schema's version", log: &log)
        else { return }
        if word.text != "\(schemaVersion)" {
            log.report(.unknownSchema(word, expected: schemaVersion))
        }
    }
}

extension StatedFacts {
    private static let keys = [
        "samples", "inputs", "targets", "target_rank", "task", "architecture",
    ]
    /// More than a picture needs.
    private static let maximumDimensions = 8

    fileprivate init?(_ node: Node, log: inout DiagnosticLog) {
        guard
            let section = ManifestSection(node, owner: "'stated'", keys: Self.keys, log: &log)
        else { return nil }
        let samples = section.requiredInteger(
            "samples", in: 1...Int.max, example: "samples: 1000", log: &log)
        let inputs = Self.shape(in: section, log: &log)
        let targets = section.requiredInteger(
            "targets", in: 1...Int.max, example: "targets: 2", log: &log)
        let rank = section.integer("target_rank", in: 1...(targets ?? Int.max), log: &log)
        let task = section.requiredText("task", example: "task: …", log: &log)
        let architecture = section.requiredText(
            "architecture", example: "architecture: MLP 8×256", log: &log)
        guard let samples, let inputs, let targets, let task, let architecture else { return nil }
        self.init(
            samples: samples, inputs: inputs, targets: targets, targetRank: rank, task: task,
            architecture: architecture)
    }

    private static func shape(in section: ManifestSection, log: inout DiagnosticLog) -> [Int]? {
        guard let node = section.required("inputs", example: "inputs: [8]", log: &log),
            let items = node.someItems(of: "'inputs'", log: &log)
        else { return nil }
        guard items.count <= maximumDimensions else {
            log.report(.tooManyDimensions(items.count, limit: maximumDimensions, node))
            return nil
        }
        let sizes = items.compactMap {
            $0.integer(of: "a dimension", in: 1...Int.max, log: &log)
        }
        return sizes.count == items.count ? sizes : nil
    }
}

extension Diagnostic {
    fileprivate static func otherName(_ word: Name, expected: String) -> Self {
        Self(
            "'dataset' is \(quoted(word.text))", at: word.place,
            label: "expected '\(expected)', as in the file's name")
    }

    fileprivate static func unknownSchema(_ word: Name, expected: Int) -> Self {
        Self(
            "the schema's version is \(quoted(word.text))", at: word.place,
            label: "expected \(expected), the only version so far")
    }

    fileprivate static func tooManyDimensions(_ count: Int, limit: Int, _ node: Node) -> Self {
        Self(
            "'inputs' has \(count) dimensions", at: node.place,
            label: "expected at most \(limit), the shape of one sample")
    }
}
