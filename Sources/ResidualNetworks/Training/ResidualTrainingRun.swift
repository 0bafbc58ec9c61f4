internal import Images
internal import Kernels
package import Learning
internal import LinearAlgebra

/// A training of a residual network.
///
/// Between two runs a value: a copy continues to the same bytes, with any number of threads. While it
/// runs, network and velocities lie in the memory of a `NetworkTrainer`.
package struct ResidualTrainingRun: Training {
    package private(set) var course: TrainingCourse
    /// Into how many parts a batch is split, of which each has batch-norm statistics of its own.
    let parts: Int
    private let training: PictureData
    private let test: PictureData?
    private var savedNetwork: ResidualNetwork
    private var savedVelocities: [NamedTensor]
    /// There while it runs.
    private var trainer: NetworkTrainer?
    /// Seconds of a step from which on the training can be stopped within it, which costs a copy of
    /// the network before each: two hundredths of such a step.
    var longStep = 2.0
    private var stepTimes = StepTimes()

    /// - Parameter parts: 1 for batches that are computed at once; more where memory is short.
    /// - Throws: `unusableData` when a data set does not fit the network or a batch is too small.
    package init(
        _ network: ResidualNetwork, training: PictureData, test: PictureData? = nil,
        configuration: TrainingConfiguration, parts: Int = 1
    ) throws(TrainingError) {
        precondition(parts > 0, "a batch has parts")
        try training.requireFit(network)
        try test?.requireFit(network)
        if let test, test.pictures.size != training.pictures.size {
            throw .otherSize(training, test)
        }
        course = TrainingCourse(configuration, samples: training.count)
        self.training = training
        self.test = test
        self.parts = parts
        savedNetwork = network
        savedVelocities = network.zeroVelocities
        try requireStatistics()
    }

    package var network: ResidualNetwork { trainer?.network ?? savedNetwork }
    package var tensors: [NamedTensor] { network.tensors }

    package var checkpoint: TensorFile {
        course.checkpoint(
            network: network.tensors, velocities: trainer?.velocities ?? savedVelocities)
    }

    package mutating func resume(
        from file: TensorFile, named name: String
    ) throws(TensorFileError) {
        let resumption = try course.resumption(from: file, named: name)
        let network = try ResidualNetwork(
            tensors: resumption.network, file: name, depths: [savedNetwork.architecture.blocks])
        let shapes = { (tensors: [NamedTensor]) in
            Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
        }
        guard network.architecture == savedNetwork.architecture,
            shapes(resumption.velocities) == shapes(network.zeroVelocities)
        else { throw .otherTraining(name) }
        savedNetwork = network
        savedVelocities = resumption.velocities
        course = resumption.course
    }

    /// - Throws: also when there is not enough memory, before the first step.
    package mutating func run(
        threads: Int = 1, progress: (TrainingProgress) -> Void = { _ in },
        while goOn: (ResidualTrainingRun) -> Bool = { _ in true }
    ) throws {
        let trainer = try NetworkTrainer(savedNetwork, data: training, batches: division.sizes)
        trainer.load(savedNetwork, velocities: savedVelocities)
        let evaluation = try NetworkEvaluation(savedNetwork, size: training.pictures.size)
        self.trainer = trainer
        defer { keep() }
        let team = ThreadTeam(threads: threads)
        var meter = ProgressMeter()
        while !isFinished {
            if awaitsEvaluation {
                guard try evaluate(evaluation, team, while: goOn) else { return }
                continue
            }
            guard let samples = try stoppableStep(trainer, team, while: goOn) else { return }
            let isLast = course.isLastEpoch && course.isEpochDone
            if let rate = meter.samplesPerSecond(afterAnother: samples, reportAnyway: isLast) {
                progress(course.progress(samplesPerSecond: rate))
            }
            if course.isEpochDone { course.finishEpoch() }
            guard goOn(self) else { return }
        }
    }

    /// The training as a value, without the memory in which it runs.
    private var kept: ResidualTrainingRun {
        var copy = self
        copy.keep()
        return copy
    }

    /// Takes network and velocities out of the memory in which they were trained.
    private mutating func keep() {
        guard let trainer else { return }
        savedNetwork = trainer.network
        savedVelocities = trainer.velocities
        self.trainer = nil
    }

    /// Takes a step that can be stopped within it, if it may last long.
    ///
    /// A function of its own, so that the copy of the network is gone when it ends: whoever is asked
    /// then whether to go on may make another.
    ///
    /// - Returns: the number of pictures in the batch; nil when it was stopped, and is undone.
    private mutating func stoppableStep(
        _ trainer: NetworkTrainer, _ team: ThreadTeam,
        while goOn: (ResidualTrainingRun) -> Bool
    ) throws -> Int? {
        let before = stepTimes.expected(course.nextCount) > longStep ? kept : nil
        let clock = ContinuousClock()
        let start = clock.now
        guard let samples = try step(trainer, team, while: { before.map { goOn($0) } ?? true })
        else {
            self = before ?? self
            return nil
        }
        stepTimes.add(samples, (clock.now - start) / .seconds(1))
        return samples
    }

    /// Takes the next batch of the epoch and moves everything.
    ///
    /// - Returns: the number of pictures in the batch; nil when it was stopped, which leaves nothing
    ///   to go on with.
    private mutating func step(
        _ trainer: NetworkTrainer, _ team: ThreadTeam, while goOn: () -> Bool
    ) throws -> Int? {
        let positions = course.nextBatch()
        let ranges = Slices(positions.count, into: parts).ranges.map {
            positions.lowerBound + $0.lowerBound..<positions.lowerBound + $0.upperBound
        }
        var loss = 0.0
        for (index, range) in ranges.enumerated() {
            let pictures = Array(course.order[range])
            let next = course.order[range.upperBound...].prefix(range.count)
            guard
                let forward = trainer.forward(pictures, next: next, team: team, while: goOn)
            else { return nil }
            let targets = training.targets.gatheringRows(pictures)
            let share = Double(range.count) / Double(positions.count)
            loss += share * MeanSquaredError.value(forward.predictions, targets)
            try course.requireFinite(loss)
            let gradient = MeanSquaredError.gradient(
                forward.predictions, targets, samples: positions.count)
            let factors = nrc_sgd_factors.part(
                index, of: ranges.count, optimiser: configuration.optimiser,
                learningRate: course.learningRate,
                isFirstStep: course.finishedEpochs == 0 && course.steps == 0)
            guard trainer.backward(forward, gradient, factors, team: team, while: goOn) else {
                return nil
            }
        }
        course.finishStep(loss: loss)
        return positions.count
    }

    /// Records the errors with the weights and running statistics as they are.
    ///
    /// - Returns: whether it came to its end.
    private mutating func evaluate(
        _ evaluation: NetworkEvaluation, _ team: ThreadTeam,
        while goOn: (ResidualTrainingRun) -> Bool
    ) throws -> Bool {
        let run = self
        evaluation.load(network)
        guard
            let trainMSE = try evaluation.meanSquaredError(
                on: training, team: team, while: { goOn(run) })
        else { return false }
        var testMSE: Double?
        if let test {
            testMSE = try evaluation.meanSquaredError(on: test, team: team, while: { goOn(run) })
            guard testMSE != nil else { return false }
        }
        try course.record(trainMSE: trainMSE, testMSE: testMSE)
        return true
    }
}

/// How long the last steps took.
private struct StepTimes {
    /// By the number of pictures.
    private var seconds: [Int: Double] = [:]

    mutating func add(_ pictures: Int, _ seconds: Double) { self.seconds[pictures] = seconds }

    /// Of a step: what one of as many pictures took, else by the slowest picture so far; infinite
    /// where none has been taken, whose step may be of any length.
    func expected(_ pictures: Int) -> Double {
        if let known = seconds[pictures] { return known }
        let slowest = seconds.map { $0.value / Double($0.key) }.max() ?? .infinity
        return slowest * Double(pictures)
    }
}

// MARK: Batches

extension ResidualTrainingRun {
    var trainingSize: ImageSize { training.pictures.size }

    var division: BatchDivision {
        BatchDivision(samples: course.samples, batch: configuration.batch, parts: parts)
    }

    /// For this training and for others of the network on its data.
    func memoryPlanning() throws(OneDNNError) -> MemoryPlanning {
        try MemoryPlanning(
            network, size: trainingSize, sets: [training.count, test?.count ?? 0])
    }

    /// Batch norm needs two numbers of every channel.
    private func requireStatistics() throws(TrainingError) {
        guard division.hasStatistics(trainingSize) else { throw .tooSmall(division) }
    }
}

extension nrc_sgd_factors {
    /// What makes steps of a batch's parts add up to the batch's own: the velocity decays once, takes
    /// weight decay once, and moves the weights when it has all gradients.
    static func part(
        _ part: Int, of parts: Int, optimiser: StochasticGradientDescent, learningRate: Double,
        isFirstStep: Bool
    ) -> nrc_sgd_factors {
        nrc_sgd_factors(
            learning_rate: part + 1 < parts ? 0 : Float(learningRate),
            weight_decay: part > 0 ? 0 : Float(optimiser.weightDecay),
            momentum: part > 0 ? 1 : isFirstStep ? 0 : Float(optimiser.momentum),
            gradient_share: 1)
    }
}

extension ResidualNetwork {
    fileprivate var zeroVelocities: [NamedTensor] {
        architecture.tensorPlan.filter(\.isTrained).map { planned in
            NamedTensor(
                name: planned.name, shape: planned.shape,
                elements: Array(repeating: 0, count: planned.count))
        }
    }
}

extension TrainingError {
    fileprivate static func otherSize(_ training: PictureData, _ test: PictureData) -> TrainingError
    {
        .unusableData(
            "'\(test.pictures.path)' has pictures of \(test.pictures.size) pixels, "
                + "'\(training.pictures.path)' of \(training.pictures.size); make both alike")
    }

    fileprivate static func tooSmall(_ division: BatchDivision) -> TrainingError {
        let pieces =
            division.parts == 1
            ? "\(division.batch) leave a batch of one picture"
            : "\(division.batch), each in \(division.parts) parts, leave a part of one picture"
        return .unusableData(
            "\(division.samples) pictures in batches of \(pieces), of which batch norm sees a single number "
                + "in the last stage; choose another batch")
    }
}
