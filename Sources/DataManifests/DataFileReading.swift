internal import PipelineLanguage

extension DataFile {
    private static let keys = ["name", "urls", "size", "sha256", "archive"]
    /// Room for what a download appends to the name, within the 255 bytes of file systems.
    fileprivate static let maximumNameLength = 200

    /// The files of a source; everything wrong with them goes to `log`.
    static func all(in source: ManifestSection, log: inout DiagnosticLog) -> [DataFile] {
        let nodes = source.requiredItems("files", example: "files: [{name: …}]", log: &log) ?? []
        var names = UniqueNames(of: "file")
        return nodes.compactMap { DataFile($0, names: &names, log: &log) }
    }

    private init?(_ node: Node, names: inout UniqueNames, log: inout DiagnosticLog) {
        guard let section = ManifestSection(node, owner: "a file", keys: Self.keys, log: &log)
        else { return nil }
        let name = Self.name(in: section, names: &names, log: &log)
        let urls = Self.urls(in: section, log: &log)
        let size = section.integer("size", in: 1...Int.max, log: &log)
        let sha256 = Self.digest(in: section, log: &log)
        let archive = section["archive"].flatMap { ArchiveExtraction($0, log: &log) }
        guard let name else { return nil }
        self.init(
            name: name, urls: urls, size: size, sha256: sha256, isPinned: false, archive: archive)
    }

    private static func name(
        in section: ManifestSection, names: inout UniqueNames, log: inout DiagnosticLog
    ) -> String? {
        guard
            let word = section.required("name", example: "name: data.csv", log: &log)?
                .word(of: "the file's name", log: &log)
        else { return nil }
        guard isPlainName(word.text) else {
            log.report(.badFileName(word))
            return nil
        }
        names.add(word, log: &log)
        return word.text
    }

    /// Whether the name is one component of a path, shows in a listing and looks like no option.
    private static func isPlainName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-"),
            text.utf8.count <= maximumNameLength
        else { return false }
        return text.unicodeScalars.allSatisfy { $0 != "/" && $0 != "\\" && isVisible($0) }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            false
        default: true
        }
    }

    private static func urls(in section: ManifestSection, log: inout DiagnosticLog) -> [String] {
        guard let node = section["urls"] else { return [] }
        var urls = UniqueNames(of: "URL", remedy: "remove one of the two")
        return (node.someItems(of: "'urls'", log: &log) ?? []).compactMap { item in
            guard let word = item.word(of: "a URL", log: &log) else { return nil }
            do throws(DataAddressProblem) {
                try DataAddress.check(word.text)
            } catch {
                log.report(.badURL(word, error))
                return nil
            }
            urls.add(word, log: &log)
            return word.text
        }
    }

    private static func digest(
        in section: ManifestSection, log: inout DiagnosticLog
    ) -> String? {
        guard let word = section["sha256"]?.word(of: "'sha256'", log: &log) else { return nil }
        guard Digest.isValid(word.text) else {
            log.report(.badDigest(word))
            return nil
        }
        return word.text
    }
}

extension ArchiveExtraction {
    private static let keys = ["take", "strip", "maximum_entries", "maximum_bytes"]
    /// More components than a path of 1024 bytes can sensibly have.
    private static let maximumStrip = 100

    fileprivate init?(_ node: Node, log: inout DiagnosticLog) {
        guard
            let section = ManifestSection(node, owner: "'archive'", keys: Self.keys, log: &log)
        else { return nil }
        let items = section.requiredItems("take", example: "take: [data.csv]", log: &log) ?? []
        let take = items.compactMap {
            PathPattern($0, of: "a path in an archive", log: &log)
        }
        let strip = section.integer("strip", in: 0...Self.maximumStrip, log: &log) ?? 0
        if let short = take.first(where: { !$0.text.contains("**") && $0.minimumDepth <= strip }),
            let place = section["strip"]?.place
        {
            log.report(.stripsAll(of: short, strip, at: place))
        }
        let entries = section.requiredInteger(
            "maximum_entries", in: 1...Int.max, example: "maximum_entries: 100", log: &log)
        let bytes = section.requiredInteger(
            "maximum_bytes", in: 1...Int.max, example: "maximum_bytes: 50e6", log: &log)
        guard let entries, let bytes else { return nil }
        self.init(take: take, strip: strip, maximumEntries: entries, maximumBytes: bytes)
    }
}

extension Diagnostic {
    fileprivate static func badFileName(_ name: Name) -> Self {
        Self(
            "\(quoted(name.text)) can't be the name of a file", at: name.place,
            label: "expected at most \(DataFile.maximumNameLength) bytes without slashes and"
                + " invisible characters, not starting with '.' or '-'")
    }

    fileprivate static func badURL(_ url: Name, _ problem: DataAddressProblem) -> Self {
        Self(
            "\(quoted(url.text)) is no URL that can be fetched", at: url.place,
            label: problem.remedy)
    }

    fileprivate static func badDigest(_ digest: Name) -> Self {
        Self(
            "'sha256' is \(quoted(digest.text))", at: digest.place,
            label: "expected \(Digest.expectation)")
    }

    fileprivate static func stripsAll(
        of pattern: PathPattern, _ strip: Int, at place: Place
    ) -> Self {
        Self(
            "'strip' is \(strip), which leaves nothing of \(quoted(pattern.text))", at: place,
            label: "expected fewer than the path's \(pattern.minimumDepth)"
                + " component\(pattern.minimumDepth == 1 ? "" : "s")")
    }
}
