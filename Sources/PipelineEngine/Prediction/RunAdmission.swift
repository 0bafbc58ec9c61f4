internal import PipelineLanguage

/// A run did not begin, because it is predicted to take longer than it may.
package struct RunTooLong: Error, Sendable {
    package var prediction: RunPrediction
    package var longestSeconds: Double
}

extension RunOptions {
    /// Asks the predictor, if there is one, before the first stage starts.
    ///
    /// - Parameters:
    ///   - stages: those that are to run, or might be.
    ///   - lastSeconds: how long a stage took when it last ran.
    /// - Throws: `RunTooLong`.
    func admit(
        _ stages: [StageID], _ made: LastMade, lastSeconds: (StageID) -> Double?
    ) async throws -> RunPrediction? {
        guard let predictor else { return nil }
        let prediction = await predictor.prediction(
            of: stages, lastSeconds: lastSeconds, made: made.path)
        if let longestSeconds, prediction.wallSeconds > longestSeconds {
            throw RunTooLong(prediction: prediction, longestSeconds: longestSeconds)
        }
        return prediction
    }
}
