internal import PipelineLanguage

extension DataSource {
    private static let keys = ["name", "fidelity", "note", "licence", "manual", "files", "layout"]

    /// The sources of a manifest; everything wrong with them goes to `log`.
    static func all(in manifest: ManifestSection, log: inout DiagnosticLog) -> [DataSource] {
        let example = "sources: [{name: …, fidelity: original, files: […], layout: {…}}]"
        let nodes = manifest.requiredItems("sources", example: example, log: &log) ?? []
        var names = UniqueNames(of: "source")
        var lowest: (source: DataSource, place: Place)?
        var sources: [DataSource] = []
        for node in nodes {
            guard let source = DataSource(node, names: &names, log: &log) else { continue }
            if let lowest, source.fidelity.rank < lowest.source.fidelity.rank {
                log.report(.outOfOrder(source, after: lowest.source, at: node.place, lowest.place))
            } else {
                lowest = (source, node.place)
            }
            sources.append(source)
        }
        return sources
    }

    private init?(_ node: Node, names: inout UniqueNames, log: inout DiagnosticLog) {
        guard let section = ManifestSection(node, owner: "a source", keys: Self.keys, log: &log)
        else { return nil }
        let name = Self.name(in: section, names: &names, log: &log)
        let fidelity = section.requiredChoice(
            "fidelity", as: Fidelity.self, example: "fidelity: original", log: &log)
        let note = section.text("note", log: &log)
        if fidelity == .substitute {
            let example = "note: …, what is used in place of the paper's data"
            _ = section.required("note", example: example, log: &log)
        }
        let licence = section.text("licence", log: &log)
        let manual = section.text("manual", log: &log)
        let errorCount = log.errorCount
        let files = DataFile.all(in: section, log: &log)
        let areSound = log.errorCount == errorCount
        let layout = section.required("layout", example: "layout: {format: csv, …}", log: &log)
            .flatMap { DataLayout($0, of: areSound ? files : nil, log: &log) }
        guard let name, let fidelity, let layout else { return nil }
        self.init(
            name: name, fidelity: fidelity, note: note, licence: licence, manual: manual,
            files: files, layout: layout)
    }

    private static func name(
        in section: ManifestSection, names: inout UniqueNames, log: inout DiagnosticLog
    ) -> String? {
        guard
            let word = section.required("name", example: "name: publisher", log: &log)?
                .word(of: "the source's name", log: &log)
        else { return nil }
        guard NameRule.isName(word.text) else {
            log.report(.badSourceName(word))
            return nil
        }
        names.add(word, log: &log)
        return word.text
    }
}

extension Fidelity {
    /// 0 for the closest.
    fileprivate var rank: Int {
        switch self {
        case .original: 0
        case .equivalent: 1
        case .substitute: 2
        }
    }
}

/// The names given so far, so that a second use finds the first.
struct UniqueNames {
    /// What is named, for messages.
    private let what: String
    private let remedy: String
    private var places: [String: Place] = [:]

    init(of what: String, remedy: String = "rename one of the two, or remove it") {
        self.what = what
        self.remedy = remedy
    }

    mutating func add(_ name: Name, log: inout DiagnosticLog) {
        if let first = places[name.text] {
            log.report(.usedTwice(what, name, first: first, remedy))
        } else {
            places[name.text] = name.place
        }
    }
}

extension Diagnostic {
    fileprivate static func badSourceName(_ name: Name) -> Self {
        Self(
            "\(quoted(name.text)) can't be the name of a source", at: name.place,
            label: "expected letters, digits, '_' and '-' (not first),"
                + " at most \(NameRule.maximumLength)")
    }

    fileprivate static func outOfOrder(
        _ source: DataSource, after other: DataSource, at place: Place, _ otherPlace: Place
    ) -> Self {
        Self(
            "source '\(source.name)' (\(source.fidelity.rawValue)) stands after"
                + " '\(other.name)' (\(other.fidelity.rawValue))",
            at: place,
            label: "expected the order of fidelity: "
                + Fidelity.allCases.map(\.rawValue).joined(separator: ", "),
            related: [Related("the source '\(other.name)' starts here", at: otherPlace)])
    }

    fileprivate static func usedTwice(_ what: String, _ name: Name, first: Place, _ remedy: String)
        -> Self
    {
        Self(
            "the \(what) \(quoted(name.text)) is named twice", at: name.place,
            label: remedy,
            related: [Related("it is first named here", at: first)])
    }
}
