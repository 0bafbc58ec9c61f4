package import PipelineLanguage

extension PinFile {
    private static let maximumByteCount = 8 << 20
    private static let keys = ["version", "pins"]

    /// The pins of a project; none where there is no file.
    ///
    /// - Parameter note: is given the file as it was read; nothing where there is none.
    /// - Throws: for a file that can't be read or used; nothing of a damaged file is believed.
    package static func read(
        projectRoot: String, note: (SourceFile?) -> Void = { _ in }
    ) throws(PinFileError) -> PinFile {
        let path = try absolutePath(projectRoot: projectRoot)
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileContents.read(path, limit: maximumByteCount)
        } catch .missing {
            note(nil)
            return PinFile()
        } catch {
            throw .unreadable(error)
        }
        note(SourceFile(path: Self.path, bytes: bytes))
        do throws(PipelineDiagnostics) {
            return try PinFile(parsing: bytes)
        } catch {
            throw .damaged(error)
        }
    }

    /// - Throws: when it would lie outside the project.
    static func absolutePath(projectRoot: String) throws(PinFileError) -> String {
        guard let project = ProjectFolder(projectRoot), !project.isLedOutside(path) else {
            throw .outsideProject
        }
        return project.absolutePath(path)
    }

    /// Reads the JSON as the YAML that it also is: duplicate keys and the marks of a failed merge
    /// are found, and have a place.
    private init(parsing bytes: [UInt8]) throws(PipelineDiagnostics) {
        var log = DiagnosticLog()
        var sources = SourceMap()
        let index = sources.add(SourceFile(path: Self.path, bytes: bytes))
        var nodeBudget = Document.maximumNodeCount
        let document = Document(
            of: index, in: sources, advice: .pinFile, nodeBudget: &nodeBudget, log: &log)
        let pins = document.map { Self.pins($0.root, log: &log) }
        guard let pins, !log.hasErrors else { throw log.finished(sources: sources) }
        self.init(pins: pins)
    }

    private static func pins(_ node: Node, log: inout DiagnosticLog) -> [String: Pin] {
        guard
            let section = ManifestSection(
                node, owner: "the file '\(path)'", keys: keys, log: &log)
        else { return [:] }
        if let node = section.required("version", example: "\"version\": 1", log: &log),
            node.scalarText != "\(currentVersion)", !node.isInvalid
        {
            log.report(.unknownVersion(node))
        }
        guard let node = section.required("pins", example: "\"pins\": {}", log: &log),
            let fields = node.fields(of: "'pins'", log: &log)
        else { return [:] }
        var pins: [String: Pin] = [:]
        for field in fields {
            if !isKey(field.key.text) { log.report(.badKey(field.key)) }
            pins[field.key.text] = Pin(field.value, log: &log)
        }
        // A bad key was reported, and the caller throws what is returned away.
        return log.hasErrors ? [:] : pins
    }
}

extension Pin {
    private static let keys = ["sha256", "size", "from"]

    fileprivate init?(_ node: Node, log: inout DiagnosticLog) {
        guard let section = ManifestSection(node, owner: "a pin", keys: Self.keys, log: &log)
        else { return nil }
        let word = section.required("sha256", example: "\"sha256\": \"…\"", log: &log)?
            .word(of: "'sha256'", log: &log)
        let size = section.requiredInteger(
            "size", in: 1...Int.max, example: "\"size\": 1", log: &log)
        let from = section.requiredText("from", example: "\"from\": \"https://…\"", log: &log)
        guard let word, let size, let from else { return nil }
        guard Digest.isValid(word.text) else {
            log.report(.badDigest(word))
            return nil
        }
        self.init(sha256: word.text, size: size, from: from)
    }
}

extension DocumentAdvice {
    fileprivate static let pinFile = DocumentAdvice(
        whole: "the file",
        emptyFile: "expected '{\"version\": 1, \"pins\": {}}'",
        secondDocument: "expected one JSON object",
        mergeKey: "expected JSON",
        tooManyValues: "expected fewer pins")
}

extension Diagnostic {
    fileprivate static func unknownVersion(_ node: Node) -> Self {
        Self(
            "the version of the pins \(node.predicate)", at: node.place,
            label: "expected \(PinFile.currentVersion), the only version so far")
    }

    fileprivate static func badKey(_ key: Name) -> Self {
        Self(
            "\(quoted(key.text)) is no name of a file", at: key.place,
            label: "expected 'dataset/source/file'")
    }

    fileprivate static func badDigest(_ digest: Name) -> Self {
        Self(
            "'sha256' is \(quoted(digest.text))", at: digest.place,
            label: "expected \(Digest.expectation)")
    }
}
