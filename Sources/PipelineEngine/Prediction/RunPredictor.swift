package import PipelineLanguage

/// Predicts how long stages take: from what stages of their kind took on this machine, else from
/// how fast the worker finds it at such work, else from their own last time.
package struct RunPredictor: Sendable {
    private let graph: StageGraph
    private let kinds: [StageKind]
    private let space: ProjectSpace
    private let programs: Programs
    /// Kind → the kind whose speed stands for its own.
    private let likeness: [String: String]
    private let cores: Int
    private let onMeasuring: @Sendable (String) -> Void

    /// - Parameters:
    ///   - kinds: the catalogue of stage kinds.
    ///   - cores: that stages may use together.
    ///   - onMeasuring: called before the machine's speed is measured at stages of a kind, which takes
    ///     seconds.
    package init(
        space: ProjectSpace, graph: StageGraph, kinds: [StageKind], programs: Programs, cores: Int,
        onMeasuring: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.onMeasuring = onMeasuring
        self.graph = graph
        self.space = space
        self.programs = programs
        self.cores = max(1, cores)
        self.kinds = kinds
        likeness = Dictionary(
            kinds.compactMap { kind in kind.speedIsLike.map { (kind.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - stages: those that would run, or might.
    ///   - lastSeconds: how long a stage took when it last ran.
    ///   - made: where a file lies that a stage has last made, as in `LastMade`.
    ///   - remainingShare: how much a stage has left to do that goes on from a checkpoint.
    package func prediction(
        of stages: [StageID], lastSeconds: (StageID) -> Double?,
        made: (StageID, String) -> String? = { _, _ in nil },
        remainingShare: (StageID) -> Double = { _ in 1 }
    ) async -> RunPrediction {
        let estimate = Estimate(
            forecast: forecast(of: stages, made: made),
            history: SpeedHistory(in: space), likeness: likeness, cores: cores)
        var calibration = SpeedCalibration(in: space)
        await calibration.measure(
            Set(stages.compactMap { estimate.kindToMeasure(for: graph[$0]) }), with: programs,
            in: space, onMeasuring: onMeasuring)
        var times: [StageID: PredictedTime] = [:]
        for id in stages {
            times[id] = estimate.time(of: graph[id], calibration) ?? Self.last(lastSeconds(id))
        }
        let untold = stages.filter { times[$0] == nil }
        if !untold.isEmpty {
            let siblings = Siblings(graph, lastSeconds: lastSeconds)
            for id in untold { times[id] = siblings.time(of: graph[id]) }
        }
        for id in stages { times[id] = times[id]?.scaled(by: remainingShare(id)) }
        return RunPrediction(times: times, of: stages, in: graph, cores: cores)
    }

    /// Keeps what a run's stages took that were built from their start.
    ///
    /// - Parameters:
    ///   - states: by stage of the graph.
    ///   - resumed: fingerprints of stages that had a checkpoint to go on from.
    func record(_ states: [StageState], resumed: Set<String>) throws {
        let built = zip(graph.stages, states).compactMap {
            stage, state -> (Stage, ResourceUsage)? in
            guard case .finished(let finished) = state, let usage = finished.usage,
                !resumed.contains(finished.fingerprint.hex)
            else { return nil }
            return (stage, usage)
        }
        guard !built.isEmpty else { return }
        let store = ArtifactStore(root: space.storeFolder)
        let forecast = forecast(of: built.map(\.0.id)) { stage, output in
            guard case .finished(let finished) = states[stage.index] else { return nil }
            return finished.outputs.first { $0.name == output }
                .map { store.path(of: $0.artifact.digest) }
        }
        var history = SpeedHistory(in: space)
        let former = history
        for (stage, usage) in built {
            guard let work = forecast.work(of: stage.id) else { continue }
            history.add(stage.kind, work: work, usage)
        }
        if history != former { try history.save(in: space) }
    }

    private func forecast(
        of stages: [StageID], made: (StageID, String) -> String?
    ) -> GraphForecast {
        GraphForecast(of: stages, in: graph, kinds: kinds, projectRoot: space.root, made: made)
    }

    private static func last(_ seconds: Double?) -> PredictedTime? {
        seconds.map { PredictedTime(wallSeconds: $0, coreSeconds: $0, basis: .lastTime) }
    }
}

/// How long the instances of sweeps took when they last ran.
private struct Siblings {
    private let seconds: [String: [Double]]

    init(_ graph: StageGraph, lastSeconds: (StageID) -> Double?) {
        var seconds: [String: [Double]] = [:]
        for stage in graph.stages {
            guard let last = lastSeconds(stage.id) else { continue }
            seconds[stage.definitionName, default: []].append(last)
        }
        self.seconds = seconds.mapValues { $0.sorted() }
    }

    /// Their median.
    func time(of stage: Stage) -> PredictedTime? {
        seconds[stage.definitionName].map { times in
            let median = times[times.count / 2]
            return PredictedTime(wallSeconds: median, coreSeconds: median, basis: .siblings)
        }
    }
}

/// What is known of the graph and the machine.
private struct Estimate {
    let forecast: GraphForecast
    let history: SpeedHistory
    let likeness: [String: String]
    let cores: Int

    private static let mostTimes = 200.0

    /// The kind whose speed is wanted and not known from any stage that has run here.
    func kindToMeasure(for stage: Stage) -> String? {
        guard let work = forecast.work(of: stage.id), nearest(to: work, of: stage.kind) == nil
        else { return nil }
        return likeness[stage.kind]
    }

    /// `nil` also where the machine can be asked and has only done so much less that it tells mostly
    /// how long it took to start.
    private func nearest(to work: Double, of kind: String) -> SpeedHistory.Entry? {
        let like = likeness[kind]
        let entry =
            history.nearest(to: work, of: kind)
            ?? like.flatMap { history.nearest(to: work, of: $0) }
        guard let entry, like == nil || work <= Self.mostTimes * entry.work else { return nil }
        return entry
    }

    func time(of stage: Stage, _ calibration: SpeedCalibration) -> PredictedTime? {
        guard let work = forecast.work(of: stage.id) else { return nil }
        if let entry = nearest(to: work, of: stage.kind) {
            let share = work / entry.work
            let core = entry.coreSeconds * share
            return PredictedTime(
                wallSeconds: max(entry.wallSeconds * share, core / Double(cores)),
                coreSeconds: core, basis: .history)
        }
        guard let like = likeness[stage.kind], let rate = calibration.workPerSecond[like] else {
            return nil
        }
        let seconds = work / rate
        return PredictedTime(
            wallSeconds: seconds / Double(min(stage.resources.cpu, cores)), coreSeconds: seconds,
            basis: .calibration)
    }
}
