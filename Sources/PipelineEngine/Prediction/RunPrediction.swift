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

    func scaled(by share: Double) -> PredictedTime {
        PredictedTime(
            wallSeconds: wallSeconds * share, coreSeconds: coreSeconds * share, basis: basis)
    }
}

/// How long a run will presumably take.
package struct RunPrediction: Sendable {
    /// By stage that would run; those that nobody can tell are missing.
    package var times: [StageID: PredictedTime]
    /// Stages that would run, or might, of which nobody can tell.
    package var unknown: [StageID]
    package var cores: Int
    /// Of all stages that can be told, started on the cores as a run starts them; no less than all that
    /// the cores have to do.
    package var wallSeconds: Double

    init(
        times: [StageID: PredictedTime], of stages: [StageID], in graph: StageGraph, cores: Int
    ) {
        self.times = times
        self.cores = cores
        unknown = stages.filter { times[$0] == nil }
        var rehearsal = RunRehearsal(of: stages, in: graph, cores: cores)
        let all = times.values.reduce(0) { $0 + $1.coreSeconds }
        wallSeconds = max(
            rehearsal.seconds { times[$0]?.wallSeconds ?? 0 }, all / Double(max(1, cores)))
    }

    /// The stages that take longest, at most so many.
    package func longest(_ count: Int) -> [(stage: StageID, seconds: Double)] {
        times.map { ($0.key, $0.value.wallSeconds) }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }.prefix(count).map { $0 }
    }
}
