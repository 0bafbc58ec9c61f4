package import PipelineLanguage

/// Runs a pipeline; as long as it exists, it holds the project's run lock.
package struct PipelineRunner {
    package let space: ProjectSpace
    package let graph: StageGraph
    /// Messages about the state, such as that a damaged one was set aside.
    package let notices: [String]

    private let lock: RunLock
    private let database: StateDatabase
    private let state: StateSnapshot
    private let store: ArtifactStore
    private let programs: Programs
    private let environment: [String: String]

    /// - Parameters:
    ///   - environment: this process's variables, of which commands see those they name.
    ///   - command: what was typed, for whoever finds the lock held.
    /// - Throws: `LockHeld` when another run is going on.
    package init(
        space: ProjectSpace, graph: StageGraph, programs: Programs,
        environment: [String: String], command: String
    ) throws {
        self.space = space
        self.graph = graph
        self.programs = programs
        self.environment = environment
        try space.prepare()
        lock = try RunLock.acquire(space, command: command)
        try ScratchFolder.removeLeftovers(in: space)
        let opened = try StateDatabase.openForWriting(space.databasePath) {
            try $0.snapshot(pipeline: graph.pipelineName, profile: graph.profile)
        }
        database = opened.database
        state = opened.content
        notices = opened.notice.map { [$0] } ?? []
        store = ArtifactStore(root: space.storeFolder)
    }

    /// Builds what the targets need and publishes the figures among them.
    ///
    /// - Parameters:
    ///   - interrupts: requests to end the run, as `Interrupt.signals()` gives them.
    ///   - onEvent: called by one task only, in the order of events.
    ///   - onTick: called some times a second while stages run.
    /// - Throws: `UnknownTargets`, `UnusableInputs` before anything runs; `PublicationError`.
    package func run(
        _ options: RunOptions, interrupts: AsyncStream<Interrupt>,
        onEvent: (ExecutionEvent) -> Void, onTick: () -> Void = {}
    ) async throws -> RunRecord {
        let start = (Clock.monotonicSeconds(), Clock.timestamp())
        let selection = try TargetSelection(options.targets, in: graph)
        var cache = state.files
        let files = try ProjectFiles.read(
            selection.closure.map { graph[$0] }, in: space, cache: &cache)
        let decider = StageDecider(
            graph: graph, files: files, state: state, database: database, store: store,
            environment: environment, forced: options.force ? selection.named : [])
        return try await execute(
            selection, decider: decider, options: options, interrupts: interrupts,
            onEvent: onEvent, onTick: onTick, cache: cache, start: start)
    }
}
