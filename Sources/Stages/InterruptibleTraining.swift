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
    private let signals: StopSignals?
    private var savedAt = Self.now
    private var savedEpoch = 0

    /// - Parameter checkpoints: `nil` for a training that only ends or begins anew.
    init(checkpoints: CheckpointFile?) {
        self.checkpoints = checkpoints
        signals = checkpoints.map { _ in StopSignals() }
    }

    /// Trains to the end; a process that is asked to stop saves and ends in here.
    mutating func finish(
        _ run: inout TrainingRun, threads: Int, progress: ProgressReporter
    ) throws {
        checkpoints?.resume(&run)
        savedEpoch = run.finishedEpochs
        try run.run(
            threads: threads,
            progress: { progress.report($0.fraction, $0.message) },
            while: { goesOn($0) })
        // Also after the last step: what has been trained must not be lost.
        if let signals, signals.areWaiting {
            try checkpoints?.save(run.checkpoint)
            signals.release()
            throw StageError.stopped
        }
        signals?.release()
    }

    private mutating func goesOn(_ run: TrainingRun) -> Bool {
        guard let checkpoints, let signals else { return true }
        if signals.areWaiting { return false }
        let waited = Self.now - savedAt
        let isRecorded = run.awaitsEvaluation && run.finishedEpochs != savedEpoch
        guard waited > Self.longestInterval || isRecorded && waited > Self.shortestInterval else {
            return true
        }
        do {
            try checkpoints.save(run.checkpoint)
        } catch {
            // The disk may have room again the next time; the training need not end for this.
            StageLog.tell("\(error)")
        }
        savedAt = Self.now
        savedEpoch = run.finishedEpochs
        return true
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
