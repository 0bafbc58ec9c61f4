internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// The pipeline that a command is about, validated and expanded.
struct OpenedPipeline {
    let space: ProjectSpace
    /// Relative to the project's root.
    let file: String
    let compiled: CompiledPipeline
    /// What lets a run leave a stamp; `nil` for a pipeline that lies in no file.
    private let origin: (source: PipelineSource, answer: GraphCache.Answer)?
    /// What names this pipeline and profile again on a command line.
    let arguments: [String]

    var graph: StageGraph { compiled.graph }

    /// - Throws: `CommandFailure` with everything that is wrong with the project or the pipeline.
    init(_ options: ProjectOptions, console: Console) throws {
        try self.init(Self.source(options), options, console: console)
    }

    /// - Parameter source: of the options.
    init(_ source: PipelineSource, _ options: ProjectOptions, console: Console) throws {
        space = source.space
        let answer = try Self.valid(console: console) { () throws(PipelineDiagnostics) in
            try GraphCache(source).pipeline(kinds: StageCatalogue.kinds)
        }
        compiled = answer.pipeline
        Self.warn(compiled.warnings, console: console)
        file = compiled.files.first ?? source.file
        arguments = Self.arguments(options)
        origin = (source, answer)
    }

    /// A pipeline that is made up for a command and lies in no file.
    init(space: ProjectSpace, source: SourceFile, console: Console) throws {
        self.space = space
        compiled = CompiledPipeline(
            try Self.valid(console: console) { () throws(PipelineDiagnostics) in
                try PipelineLoader.load(
                    source, projectRoot: space.root, kinds: StageCatalogue.kinds)
            })
        Self.warn(compiled.warnings, console: console)
        file = source.path
        arguments = []
        origin = nil
    }

    static func warn(_ warnings: CompiledPipeline.Warnings, console: Console) {
        let text = warnings.text(usesColour: console.usesColourForProgress)
        if !text.isEmpty { console.progress(text) }
    }

    private static func valid<Pipeline>(
        console: Console, _ load: () throws(PipelineDiagnostics) -> Pipeline
    ) throws -> Pipeline {
        do throws(PipelineDiagnostics) {
            return try load()
        } catch {
            throw CommandFailure(
                .invalid, error.rendered(colour: console.usesColourForProgress))
        }
    }

    /// Looks at the state; what is odd about it is told on standard error.
    func read<Answer>(_ question: (PipelineReader) throws -> Answer) throws -> Answer {
        do {
            let reader = try reader()
            // The question may be what finds the state damaged.
            defer { for notice in reader.notices { Console().progress("note: \(notice)") } }
            return try question(reader)
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    /// What a run of the targets leaves behind for the next one.
    func memo(of targets: [String]) -> RunMemo? {
        origin.map { origin in
            RunMemo(
                source: origin.source, answer: origin.answer,
                publishedLines: PublishedPaths.of(targets, in: self))
        }
    }

    /// The pipeline that the options name, unread.
    static func source(_ options: ProjectOptions) throws -> PipelineSource {
        let space = try space(options)
        return PipelineSource(
            space: space, file: try pipelinePath(options, in: space), profile: options.profile,
            overrides: try overrides(options))
    }

    /// The same for a question that takes its time.
    func read<Answer>(_ question: (PipelineReader) async throws -> Answer) async throws -> Answer {
        do {
            let reader = try reader()
            defer { for notice in reader.notices { Console().progress("note: \(notice)") } }
            return try await question(reader)
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    private func reader() throws -> PipelineReader {
        try PipelineReader(
            space: space, graph: graph, environment: ProcessInfo.processInfo.environment)
    }

    static func space(_ options: ProjectOptions) throws -> ProjectSpace {
        try space(in: options.directory)
    }

    /// The store that `NRC_PIPE_STORE` names, for several projects.
    static var sharedStore: String? {
        ProcessInfo.processInfo.environment[ProjectSpace.storeVariable]
    }

    /// - Parameter directory: what `-C` says.
    static func space(in directory: String?) throws -> ProjectSpace {
        do throws(ProjectSpaceError) {
            return try ProjectSpace.find(from: directory ?? ".", store: sharedStore)
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
    }

    /// `--file`, relative to `--directory`; else the only YAML file directly in pipelines/.
    private static func pipelinePath(
        _ options: ProjectOptions, in space: ProjectSpace
    ) throws -> String {
        if let file = options.file { return options.path(file) }
        let names = try space.pipelineFiles()
        guard let only = names.first, names.count == 1 else {
            throw CommandFailure.noDefaultPipeline(names)
        }
        return "\(space.root)/\(only)"
    }

    private static func overrides(
        _ options: ProjectOptions
    ) throws -> [(name: String, value: String)] {
        try options.overrides.map { text in
            guard let separator = text.firstIndex(of: "="), separator != text.startIndex else {
                throw CommandFailure.malformedOverride(text)
            }
            return (String(text[..<separator]), String(text[text.index(after: separator)...]))
        }
    }

    /// `-f` as it was typed; where `-C` was given, that comes along, as both were read together.
    private static func arguments(_ options: ProjectOptions) -> [String] {
        var arguments: [String] = []
        if let directory = options.directory { arguments += ["-C", directory] }
        if let file = options.file { arguments += ["-f", file] }
        if let profile = options.profile { arguments += ["--profile", profile] }
        for override in options.overrides { arguments += ["--set", override] }
        return arguments
    }
}

extension CommandFailure {
    fileprivate static func noDefaultPipeline(_ names: [String]) -> CommandFailure {
        let found =
            names.isEmpty
            ? "there is no YAML file directly in pipelines/"
            : "pipelines/ has several YAML files: " + names.joined(separator: ", ")
        return CommandFailure(
            .invalid, "error: which pipeline? \(found); name one with -f FILE")
    }

    fileprivate static func malformedOverride(_ text: String) -> CommandFailure {
        CommandFailure(
            .invalid, "error: --set '\(text)': expected key=value, as in --set seed=2")
    }
}
