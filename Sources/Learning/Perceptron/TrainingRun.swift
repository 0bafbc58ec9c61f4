internal import LinearAlgebra

/// A training of a multilayer perceptron: the network and everything its next step depends on.
///
/// A value: a copy taken between two steps continues to the same bytes, with any number of threads.
/// After the first step no buffer is allocated but by evaluations.
package struct TrainingRun: Sendable, Training {
    package private(set) var network: MultilayerPerceptron
    package private(set) var course: TrainingCourse

    let training: RegressionData
    private let test: RegressionData?
    private(set) var velocities: Velocities
    private var forward: ForwardPass
    private var backward: BackwardPass

    /// - Throws: `unusableData` when a data set does not fit the network.
    package init(
        _ network: MultilayerPerceptron, training: RegressionData, test: RegressionData? = nil,
        configuration: TrainingConfiguration
    ) throws(TrainingError) {
        try training.requireFit(network)
        try test?.requireFit(network)
        self.network = network
        self.training = training
        self.test = test
        course = TrainingCourse(configuration, samples: training.samples)
        let capacity = min(configuration.batch, training.samples)
        velocities = Velocities(for: network)
        forward = ForwardPass(for: network, capacity: capacity)
        backward = BackwardPass(for: network, capacity: capacity)
    }

    package var tensors: [NamedTensor] { network.tensors }

    /// - Throws: `diverged` at the first loss that is NaN or infinite.
    package mutating func run(
        threads: Int = 1,
        progress: (TrainingProgress) -> Void = { _ in },
        while goOn: (TrainingRun) -> Bool = { _ in true }
    ) throws(TrainingError) {
        let team = ThreadTeam(threads: threads)
        var meter = ProgressMeter()
        while !isFinished {
            if awaitsEvaluation {
                guard try evaluate(with: team, while: goOn) else { return }
                continue
            }
            let samples = try step(with: team)
            let isLast = course.isLastEpoch && course.isEpochDone
            if let rate = meter.samplesPerSecond(afterAnother: samples, reportAnyway: isLast) {
                progress(course.progress(samplesPerSecond: rate))
            }
            if course.isEpochDone { course.finishEpoch() }
            guard goOn(self) else { return }
        }
    }

    /// Takes the next batch of the epoch and moves the weights.
    ///
    /// - Returns: the number of samples in the batch.
    private mutating func step(with team: ThreadTeam) throws(TrainingError) -> Int {
        let positions = course.nextBatch()
        forward.run(
            network, on: training.features, order: course.order, positions: positions, team: team)
        let loss = backward.loss(
            of: forward, targets: training.targets, order: course.order, positions: positions)
        try course.requireFinite(loss)
        backward.run(
            &network, velocities: &velocities, after: forward, samples: positions.count,
            optimiser: configuration.optimiser, learningRate: course.learningRate, team: team)
        course.finishStep(loss: loss)
        return positions.count
    }

    /// Records the errors with the weights as they are.
    ///
    /// - Returns: whether it came to its end.
    private mutating func evaluate(
        with team: ThreadTeam, while goOn: (TrainingRun) -> Bool
    ) throws(TrainingError) -> Bool {
        let run = self
        guard
            let trainMSE = network.meanSquaredError(
                on: training, team: team, while: { goOn(run) })
        else { return false }
        var testMSE: Double?
        if let test {
            testMSE = network.meanSquaredError(on: test, team: team, while: { goOn(run) })
            guard testMSE != nil else { return false }
        }
        try course.record(trainMSE: trainMSE, testMSE: testMSE)
        return true
    }

    /// Goes to where a checkpoint of the same training was taken.
    mutating func move(
        to network: MultilayerPerceptron, velocities: Velocities, course: TrainingCourse
    ) {
        self.network = network
        self.velocities = velocities
        self.course = course
    }
}
