internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// The pipeline that a command is about, validated and expanded.
struct OpenedPipeline {
    let space: ProjectSpace
    /// Relative to the project's root.
    let file: String
    let loaded: LoadedPipeline
    /// What names this pipeline and profile again on a command line.
    let arguments: [String]

    var graph: StageGraph { loaded.graph }

    /// - Throws: `CommandFailure` with everything that is wrong with the project or the pipeline.
    init(_ options: ProjectOptions, console: Console) throws {
        space = try Self.space(options)
        let path = try Self.pipelinePath(options, in: space)
        let overrides = try Self.overrides(options)
        let projectSpace = space
        loaded = try Self.loaded(console: console) { () throws(PipelineDiagnostics) in
            try PipelineLoader.load(
                file: path, projectRoot: projectSpace.root, profile: options.profile,
                overrides: overrides, kinds: StageCatalogue.kinds)
        }
        file = loaded.files.first?.path ?? path
        arguments = Self.arguments(options)
    }

    /// A pipeline that is made up for a command and lies in no file.
    init(space: ProjectSpace, source: SourceFile, console: Console) throws {
        self.space = space
        loaded = try Self.loaded(console: console) { () throws(PipelineDiagnostics) in
            try PipelineLoader.load(
                source, projectRoot: space.root, kinds: StageCatalogue.kinds)
        }
        file = source.path
        arguments = []
    }

    private static func loaded(
        console: Console, _ load: () throws(PipelineDiagnostics) -> LoadedPipeline
    ) throws -> LoadedPipeline {
        do throws(PipelineDiagnostics) {
            let loaded = try load()
            if !loaded.warnings.diagnostics.isEmpty {
                console.progress(
                    loaded.warnings.rendered(colour: console.usesColourForProgress))
            }
            return loaded
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

    private static func overrides(_ options: ProjectOptions) throws -> [(String, String)] {
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
