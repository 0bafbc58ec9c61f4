import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// A project in a folder of its own, with a graph of commands that tests write by hand.
final class TemporaryProject {
    let space: ProjectSpace
    var graph = StageGraph(pipelineName: "test", profile: "default", stages: [], figures: [])
    var environment: [String: String] = [:]
    private let folder: String

    /// - Parameter store: of several projects; one of its own by default.
    init(store: String? = nil) throws {
        var template = Array("/tmp/nrc-pipe-engine-XXXXXX".utf8CString)
        let isMade = unsafe mkdtemp(&template) != nil
        try #require(isMade)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        space = try ProjectSpace(root: folder, store: store)
    }

    deinit { try? FileTree.remove(folder) }

    // MARK: Files

    func path(_ name: String) -> String { space.absolute(name) }

    /// Writes a project file; `age` seconds ago, so that its time stamps are not too fresh to
    /// trust.
    func write(_ name: String, _ text: String, age: Int = 0) throws {
        try FileTree.createParent(of: path(name))
        try FileTree.remove(path(name))
        try OpenFile(path(name), flags: O_WRONLY | O_CREAT).write(Array(text.utf8))
        if age > 0 {
            let time = Clock.wallNanoseconds() - Int64(age) * 1_000_000_000
            try FileTree.setModified(path(name), nanoseconds: time)
        }
    }

    func read(_ name: String) throws -> String {
        String(decoding: try FileContent.read(path(name)), as: UTF8.self)
    }

    func exists(_ name: String) throws -> Bool {
        try FileStatus.ofLink(at: path(name)) != nil
    }

    // MARK: Stages

    /// Adds an `exec` stage that runs a shell line.
    ///
    /// - Parameters:
    ///   - inputs: name → `stage.output`, `file:path`, `folder:path` or `files:pattern`; several, separated by spaces, make a
    ///     list.
    ///   - outputs: name → path; one that ends in `/` is a folder.
    @discardableResult
    func stage(
        _ name: String, _ line: String, inputs: [String: String] = [:],
        outputs: [String: String] = ["out": "out.txt"], with parameters: [Stage.Parameter] = [],
        environment: [String] = [], resources: Stage.Resources = Stage.Resources(),
        timeout: Double? = nil, retries: Int = 0
    ) -> StageID {
        let id = StageID(graph.stages.count)
        let own = [
            Stage.Parameter(
                name: "command", value: .list([.text("/bin/sh"), .text("-c"), .text(line)]),
                origin: .written(Self.place(10 * id.index + 2))),
            Stage.Parameter(
                name: "environment", value: .list(environment.map { .text($0) }), origin: .standard),
        ]
        graph.stages.append(
            Stage(
                id: id, name: name, definitionName: name.prefix { $0 != "@" }.description,
                kind: "exec", kindRevision: 1, runner: .command,
                parameters: (own + parameters).sorted { $0.name < $1.name },
                inputs: inputs.sorted { $0.key < $1.key }.map { input($0.key, $0.value, of: id) },
                outputs: outputs.sorted { $0.key < $1.key }.map { output($0.key, $0.value) },
                resources: resources, timeoutSeconds: timeout, retries: retries,
                location: Self.place(10 * id.index + 1)))
        return id
    }

    func figure(_ name: String, _ publications: [(path: String, of: String)]) {
        graph.figures.append(
            Figure(
                name: name, title: name,
                publications: publications.map { publication in
                    let source = source(publication.of)
                    guard case .output(let stage, let output) = source else {
                        fatalError("a figure publishes outputs")
                    }
                    return Figure.Publication(
                        path: publication.path, stage: stage, output: output)
                }, location: Self.place(900)))
    }

    static func place(_ line: Int) -> PipelineLanguage.SourceLocation {
        PipelineLanguage.SourceLocation(file: "pipelines/test.yaml", line: line, column: 3)
    }

    private func input(_ name: String, _ text: String, of id: StageID) -> Stage.Input {
        let sources = text.split(separator: " ").map { source(String($0)) }
        return Stage.Input(
            name: name, isList: sources.count > 1 || text.hasPrefix("files:"), sources: sources,
            location: Self.place(10 * id.index + 5))
    }

    private func source(_ text: String) -> Stage.Source {
        if text.hasPrefix("file:") { return .file(String(text.dropFirst(5))) }
        if text.hasPrefix("folder:") { return .folder(String(text.dropFirst(7))) }
        if text.hasPrefix("files:") { return .pattern(String(text.dropFirst(6))) }
        let dot = text.lastIndex(of: ".") ?? text.endIndex
        let name = text[..<dot]
        guard let stage = graph.stages.first(where: { $0.name == name }) else {
            fatalError("there is no stage \(name)")
        }
        return .output(of: stage.id, named: String(text[dot...].dropFirst()))
    }

    private func output(_ name: String, _ path: String) -> Stage.Output {
        path.hasSuffix("/")
            ? Stage.Output(name: name, path: String(path.dropLast()), format: .folder)
            : Stage.Output(name: name, path: path, format: .any)
    }

    // MARK: Running

    /// Runs the graph and keeps what happened.
    @discardableResult
    func run(
        _ targets: [String] = [], jobs: Int = 2, keepGoing: Bool = false, force: Bool = false,
        interrupts: AsyncStream<Interrupt> = AsyncStream { $0.finish() },
        grace: Double = 2, retryDelay: Double = 0.01, sandboxing: Sandboxing = .off,
        resources: MachineResources? = nil, settings: [String: [String]] = [:],
        keepsScratch: Bool = false, watchesReads: Bool = false,
        onEvent: (ExecutionEvent) -> Void = { _ in }
    ) async throws -> ObservedRun {
        let runner = try PipelineRunner(
            space: space, graph: graph, programs: Self.programs, environment: environment,
            command: "test")
        var events: [ExecutionEvent] = []
        let options = RunOptions(
            targets: targets, jobs: jobs, keepGoing: keepGoing, force: force,
            graceSeconds: grace, retryDelaySeconds: retryDelay,
            rerunArguments: ["--profile", "default"], settings: settings, sandboxing: sandboxing,
            keepsScratch: keepsScratch, watchesReads: watchesReads, resources: resources)
        let report = try await withoutActuallyEscaping(onEvent) { onEvent in
            try await runner.run(options, interrupts: interrupts) { event in
                events.append(event)
                onEvent(event)
            }
        }
        return ObservedRun(report: report, events: events, notices: runner.notices)
    }

    func reader() throws -> PipelineReader {
        try PipelineReader(space: space, graph: graph, environment: environment)
    }

    /// The programs that were built with the tests.
    static var programs: Programs { Programs.besideThisProgram() }
}

/// A run and everything it told.
struct ObservedRun {
    var report: RunReport
    var events: [ExecutionEvent]
    var notices: [String]

    func outcome(_ stage: String) -> String? {
        report.record.stages.first { $0.stage == stage }?.outcome
    }

    var notes: [String] {
        events.compactMap { event in
            if case .note(let text) = event.change { text } else { nil }
        }
    }

    /// Stages in the order in which they were started.
    var started: [String] {
        events.compactMap { event in
            if case .stageStarted(let stage, _, _, _) = event.change { stage } else { nil }
        }
    }
}

extension FileTransfer {
    static func symbolicLink(to source: String, at target: String) throws {
        guard unsafe symlink(source, target) == 0 else {
            throw FileError("create the link", target, code: errno)
        }
    }
}
