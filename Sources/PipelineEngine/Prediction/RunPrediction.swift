package import PipelineLanguage

/// How long a stage will presumably take.
package struct PredictedTime: Sendable, Hashable {
    package enum Basis: String, Sendable, Hashable {
        /// Stages of the kind took so long here, scaled by what there is to do.
        case history
        /// The worker has measured how fast this machine is at such work.
        case calibration
        /// The stage itself took so long when it last ran; nobody can tell whether it has as much to
        /// do this time.
        case lastTime = "last-time"
        /// Other instances of its sweep took so long when they last ran.
        case siblings
    }

    package var wallSeconds: Double
    /// Of all cores together.
    package var coreSeconds: Double
    package var basis: Basis
}

/// How long a run will presumably take.
package struct RunPrediction: Sendable {
    /// By stage that would run; those that nobody can tell are missing.
    package var times: [StageID: PredictedTime]
    /// Stages that would run, or might, of which nobody can tell.
    package var unknown: [StageID]
    package var cores: Int
    /// Of all stages that can be told: no less than the longest chain of stages that need each
    /// other, and no less than all that the cores have to do.
    package var wallSeconds: Double

    init(
        times: [StageID: PredictedTime], of stages: [StageID], in graph: StageGraph, cores: Int
    ) {
        self.times = times
        self.cores = cores
        unknown = stages.filter { times[$0] == nil }
        var ends: [StageID: Double] = [:]
        // Producers stand before their consumers.
        for id in stages.sorted() {
            let start = graph[id].producers.compactMap { ends[$0] }.max() ?? 0
            ends[id] = start + (times[id]?.wallSeconds ?? 0)
        }
        let all = times.values.reduce(0) { $0 + $1.coreSeconds }
        wallSeconds = max(ends.values.max() ?? 0, all / Double(max(1, cores)))
    }

    /// The stages that take longest, at most so many.
    package func longest(_ count: Int) -> [(stage: StageID, seconds: Double)] {
        times.map { ($0.key, $0.value.wallSeconds) }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }.prefix(count).map { $0 }
    }
}
