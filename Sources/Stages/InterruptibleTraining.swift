internal import Foundation
internal import Learning

/// A training that saves checkpoints on its way, and one more when it is asked to stop.
///
/// Saved at the epochs whose errors are recorded and at a time interval; what a checkpoint costs
/// (a write and a synchronisation of twice the model) is a fraction of what lies between two.
struct InterruptibleTraining {
    /// Seconds of work that a killed process loses at most.
    private static let longestInterval = 30.0
    /// Seconds between two checkpoints at recorded epochs, which come thick at first.
    private static let shortestInterval = 2.0

    private let checkpoints: CheckpointFile?
    private var snapshots: TrainingSnapshots?
    private let signals: StopSignals?
    /// Why the training cannot go on.
    private var failure: (any Error)?
    private var savedAt = Self.now
    private var savedEpoch = 0
    /// How many of the run's evaluations the log has.
    private var toldEvaluations = 0

    /// - Parameters:
    ///   - checkpoints: `nil` for a training that only ends or begins anew.
    ///   - snapshots: `nil` for one that leaves no models on its way.
    init(checkpoints: CheckpointFile?, snapshots: TrainingSnapshots?) {
        self.checkpoints = checkpoints
        self.snapshots = snapshots
        signals = checkpoints.map { _ in StopSignals() }
    }

    /// Trains to the end; a process that is asked to stop saves and ends in here.
    mutating func finish(
        _ run: inout some Training, threads: Int, progress: ProgressReporter
    ) throws {
        // Also when it fails: a process that goes on to something else must end when it is told to.
        defer { signals?.release() }
        checkpoints?.resume(&run) { try snapshots?.requirePast(of: $0) }
        savedEpoch = run.finishedEpochs
        toldEvaluations = run.history.evaluations.count
        try run.run(
            threads: threads,
            progress: { progress.report($0.fraction, $0.message) },
            while: { goesOn($0, progress) })
        tellEvaluations(of: run)
        if let failure { throw failure }
        // Also after the last step: what has been trained must not be lost.
        if let signals, signals.areWaiting {
            try checkpoints?.save(run.checkpoint)
            progress.tellCheckpoint(Self.place(of: run))
            throw StageError.stopped
        }
    }

    private mutating func goesOn(_ run: some Training, _ progress: ProgressReporter) -> Bool {
        tellEvaluations(of: run)
        if let signals, signals.areWaiting { return false }
        do {
            try snapshots?.take(from: run)
        } catch {
            failure = error
            return false
        }
        saveCheckpoint(run, progress)
        return true
    }

    /// A line of the log for each epoch whose errors are recorded.
    private mutating func tellEvaluations(of run: some Training) {
        guard run.history.evaluations.count > toldEvaluations else { return }
        let history = run.history
        for evaluation in history.evaluations.dropFirst(toldEvaluations) {
            var line = "epoch \(evaluation.epoch) of \(run.configuration.epochs)"
            if evaluation.epoch > 0, evaluation.epoch <= history.epochs.count {
                let loss = history.epochs[evaluation.epoch - 1].runningLoss
                line += ": loss \(ShortNumber.text(loss)),"
            } else {
                line += ":"
            }
            line += " train MSE \(ShortNumber.text(evaluation.trainMSE))"
            if let test = evaluation.testMSE { line += ", test MSE \(ShortNumber.text(test))" }
            StageLog.tell(line)
        }
        toldEvaluations = history.evaluations.count
    }

    private mutating func saveCheckpoint(_ run: some Training, _ progress: ProgressReporter) {
        guard let checkpoints else { return }
        let waited = Self.now - savedAt
        let isRecorded = run.awaitsEvaluation && run.finishedEpochs != savedEpoch
        guard waited > Self.longestInterval || isRecorded && waited > Self.shortestInterval else {
            return
        }
        do {
            try checkpoints.save(run.checkpoint)
            progress.tellCheckpoint(Self.place(of: run))
        } catch {
            // The disk may have room again the next time; the training need not end for this.
            StageLog.tell("\(error)")
        }
        savedAt = Self.now
        savedEpoch = run.finishedEpochs
    }

    private static func place(of run: some Training) -> String {
        "after \(run.finishedEpochs) epochs and \(run.steps) steps"
    }

    private static var now: Double { ProcessInfo.processInfo.systemUptime }
}

extension TrainingProgress {
    fileprivate var fraction: Double {
        let epochsDone = Double(epoch - 1) + Double(step) / Double(max(steps, 1))
        return epochsDone / Double(max(epochs, 1))
    }

    fileprivate var message: String {
        "loss \(ShortNumber.text(loss)) · epoch \(epoch)/\(epochs) · "
            + "\(ShortNumber.text(samplesPerSecond)) samples/s"
    }
}

extension StageError {
    fileprivate static let stopped = StageError(
        description: "the training was asked to stop; it goes on from here the next time")
}
