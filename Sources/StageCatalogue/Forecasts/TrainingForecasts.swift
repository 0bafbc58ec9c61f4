internal import Glibc
internal import PipelineLanguage

/// How many floating-point operations trainings take: per sample two for each multiplication on
/// its way forward, and twice as many back.
enum TrainingForecasts {
    /// `train.mlp`.
    static let multilayerPerceptron: StageForecasting = { context in
        guard let features = context.shape("features"), features.count == 2,
            let targets = context.shape("targets")?.last, let layers = context.integer("layers"),
            let width = context.integer("width")
        else { return StageForecast() }
        let widths =
            [features[1]] + Array(repeating: width, count: layers - 1) + [targets]
        let model = ForeseenModel(
            multiplications: zip(widths, widths.dropFirst()).reduce(0) {
                $0 + Double($1.0) * Double($1.1)
            }, layerInputs: Array(widths.dropLast()))
        return forecast(
            model, samples: features[0], testSamples: context.shape("test_features")?[0] ?? 0,
            context)
    }

    /// A training of the model with the parameters `epochs` and `snapshots`.
    static func forecast(
        _ model: ForeseenModel, samples: Int, testSamples: Int, _ context: ForecastContext
    ) -> StageForecast {
        guard let epochs = context.integer("epochs") else { return StageForecast() }
        let evaluations = Double(listedEpochs(upTo: epochs))
        let passes =
            3 * Double(epochs) * Double(samples) + evaluations * Double(samples + testSamples)
        return StageForecast(
            work: 2 * model.multiplications * passes,
            outputs: [
                "model": .models(model, count: 1),
                "snapshots": .models(model, count: listedEpochs(upTo: epochs)),
            ])
    }

    /// How many epochs the list of those that are evaluated has up to the last one: each of the
    /// first 14, then a geometric sequence that reaches 1,000 with its 72nd.
    static func listedEpochs(upTo last: Int) -> Int {
        guard last > 14 else { return last + 1 }
        return 15 + Int(58 * log(Double(last) / 14) / log(1000.0 / 14))
    }
}
