internal import PipelineEngine
internal import PipelineLanguage

/// Predicted times as a person reads them.
enum PredictionText {
    private static let bases: [(PredictedTime.Basis, String)] = [
        (.history, "by what such stages took here"),
        (.calibration, "by this machine's measured speed"),
        (.lastTime, "as long as the last time"),
        (.siblings, "as long as others of their sweep"),
    ]

    /// `≈ 3 min 05 s`, or `?` where nobody can tell.
    static func of(_ stage: StageID, _ prediction: RunPrediction) -> String {
        prediction.times[stage].map { "≈ " + Quantities.duration($0.wallSeconds) } ?? "?"
    }

    /// The whole run's, and what it rests on.
    static func summary(_ prediction: RunPrediction) -> String {
        let counted = bases.compactMap { basis, words -> String? in
            let count = prediction.times.values.count { $0.basis == basis }
            return count == 0 ? nil : "\(Quantities.count(count, "stage")) \(words)"
        }
        guard !counted.isEmpty else { return "Nobody can tell how long it will take." }
        let unknown = prediction.unknown.count
        let untold = unknown == 0 ? [] : ["\(Quantities.count(unknown, "stage")) unknown (?)"]
        return "Predicted: \(Quantities.duration(prediction.wallSeconds)) on "
            + "\(Quantities.count(prediction.cores, "core")): "
            + "\((counted + untold).joined(separator: ", "))."
    }
}

extension PlannedStage.State {
    /// Whether it would run, or might; neither what is fresh nor what another stage makes.
    var mayRun: Bool {
        switch self {
        case .stale, .undecided: true
        case .fresh, .shared: false
        }
    }
}
