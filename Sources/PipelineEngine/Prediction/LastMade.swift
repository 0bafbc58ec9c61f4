package import PipelineLanguage

/// Where the files lie that stages have last made, as far as the store still has them.
package struct LastMade: Sendable {
    private let graph: StageGraph
    private let state: StateSnapshot
    private let store: ArtifactStore

    init(_ decider: StageDecider) {
        graph = decider.graph
        state = decider.state
        store = decider.store
    }

    /// - Returns: an absolute path; `nil` for an output that was never made.
    package func path(of stage: StageID, _ output: String) -> String? {
        state.latest[graph[stage].name].flatMap { state.made[$0] }?.outputs
            .first { $0.name == output }.map { store.path(of: $0.artifact.digest) }
    }
}
