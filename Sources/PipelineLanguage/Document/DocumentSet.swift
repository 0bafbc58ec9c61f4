/// The documents of a pipeline: its root file, and what that includes, in order of first mention.
struct DocumentSet: Sendable {
    /// More includes than this are a mistake, or meant to exhaust the reader.
    static let maximumFileCount = 256

    private(set) var sources: SourceMap
    private(set) var documents: [Document] = []

    /// Reads the files that `root` includes, and what they include.
    ///
    /// A file that several others include counts once. `nil` when one of the files could not be
    /// read: half of a pipeline would seem full of undefined names.
    ///
    /// - Parameter sources: receives the files, also when this fails, so that diagnostics can be
    ///   shown.
    init?(
        root: SourceFile, project: ProjectFolder, sources: inout SourceMap,
        log: inout DiagnosticLog
    ) {
        var reader = IncludeReader(project: project, sources: sources, log: log)
        reader.read(root, from: [])
        sources = reader.sources
        log = reader.log
        guard !reader.hasFailed else { return nil }
        self.sources = sources
        documents = reader.documents.sorted { $0.file < $1.file }
    }
}

/// Follows includes depth first, which is what finds the loops.
private struct IncludeReader {
    /// One inclusion on the way from the root file.
    struct Step {
        var path: String
        /// Where the inclusion is written.
        var place: Place
    }

    let project: ProjectFolder
    var sources: SourceMap
    var log: DiagnosticLog
    var documents: [Document] = []
    var hasFailed = false
    private var nodeBudget = Document.maximumNodeCount
    private var byteBudget = SourceFile.maximumByteCount
    private var known: Set<String> = []

    init(project: ProjectFolder, sources: SourceMap, log: DiagnosticLog) {
        self.project = project
        self.sources = sources
        self.log = log
    }

    /// - Parameter trail: the inclusions that led to `file`, the outermost first.
    mutating func read(_ file: SourceFile, from trail: [Step]) {
        known.insert(file.path)
        byteBudget -= file.bytes.count
        let index = sources.add(file)
        guard
            let document = Document(of: index, in: sources, nodeBudget: &nodeBudget, log: &log)
        else {
            hasFailed = true
            return
        }
        documents.append(document)
        guard case .mapping(let fields) = document.root.content,
            let include = fields["include"]?.value
        else { return }
        for node in include.items(of: "'include'", log: &log) ?? [] {
            guard let name = node.word(of: "an included path", log: &log) else { continue }
            follow(Step(path: name.text, place: node.place), in: file, trail: trail)
        }
    }

    private mutating func follow(_ written: Step, in file: SourceFile, trail: [Step]) {
        let path: String
        do throws(PathProblem) {
            path = try ProjectPath.resolved(written.path, besides: file.path)
        } catch {
            return fail(.badInclude(written.path, error, at: written.place))
        }
        let files = [sources.files.first?.path ?? ""] + trail.map(\.path)
        if let start = files.firstIndex(of: path) {
            return fail(.includeLoop(files[start...] + [path], at: written.place))
        }
        guard !known.contains(path) else { return }
        guard sources.files.count < DocumentSet.maximumFileCount,
            trail.count < Document.maximumDepth
        else {
            return fail(.tooManyIncludes(at: written.place))
        }
        guard !project.isLedOutside(path) else {
            return fail(.linkedOutside(path, at: written.place))
        }
        do throws(FileProblem) {
            let bytes = try FileContents.read(project.absolutePath(path), limit: byteBudget)
            let step = Step(path: path, place: written.place)
            read(SourceFile(path: path, bytes: bytes), from: trail + [step])
        } catch {
            fail(.unreadableInclude(path, error, at: written.place))
        }
    }

    private mutating func fail(_ diagnostic: @autoclosure () -> Diagnostic) {
        hasFailed = true
        log.report(diagnostic())
    }
}

extension FileProblem {
    /// The problem in words that continue `the file 'x' …`.
    package var description: String {
        switch self {
        case .missing: "does not exist"
        case .notRegular: "is not a regular file"
        case .tooLarge: "is too large"
        case .unreadable(let reason): "can't be read: \(reason)"
        }
    }
}

extension Diagnostic {
    fileprivate static func badInclude(_ path: String, _ problem: PathProblem, at place: Place)
        -> Self
    {
        let label: String =
            switch problem {
            case .absolute: "expected a path relative to this file"
            case .leaves: "expected a file inside the project"
            default: problem.remedy
            }
        return Self("can't include \(quoted(path))", at: place, label: label)
    }

    fileprivate static func includeLoop(_ files: [String], at place: Place) -> Self {
        Self(
            "files include each other: " + files.joined(separator: " → "), at: place,
            label: "remove one of these inclusions")
    }

    fileprivate static func tooManyIncludes(at place: Place) -> Self {
        Self(
            "the pipeline has more than \(DocumentSet.maximumFileCount) files,"
                + " or nests inclusions deeper than \(Document.maximumDepth)",
            at: place, label: "include fewer files")
    }

    fileprivate static func linkedOutside(_ path: String, at place: Place) -> Self {
        Self(
            "the file \(quoted(path)) is outside the project: a symbolic link leads there",
            at: place, label: "expected a file inside the project")
    }

    fileprivate static func unreadableInclude(
        _ path: String, _ problem: FileProblem, at place: Place
    ) -> Self {
        let limit = SourceFile.maximumByteCount >> 20
        let label: String =
            switch problem {
            case .missing: "expected a path relative to this file"
            case .notRegular: "expected a YAML file"
            case .tooLarge: "all files of a pipeline together may have \(limit) MiB"
            case .unreadable: "check the file's permissions"
            }
        return Self("the file \(quoted(path)) \(problem.description)", at: place, label: label)
    }
}
