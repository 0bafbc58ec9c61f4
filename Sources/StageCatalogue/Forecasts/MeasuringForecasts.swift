internal import PipelineLanguage

/// How many floating-point operations measuring takes: the network's own, and a QR decomposition of
/// each layer's inputs beside the targets.
enum MeasuringForecasts {
    /// `collapse.measure`.
    static let model: StageForecasting = { context in
        StageForecast(work: work(context, models: "model", samples: nil))
    }

    /// `collapse.trajectory`, each of its models.
    static let trajectory: StageForecasting = { context in
        StageForecast(
            work: work(context, models: "snapshots", samples: context.integer("samples")))
    }

    /// - Parameter samples: at most so many of the training set are measured; `nil` for all.
    private static func work(
        _ context: ForecastContext, models: String, samples: Int?
    ) -> Double? {
        guard case .models(let model, let count)? = context.input(models),
            let all = context.shape("features")?.first,
            let targets = context.shape("targets")?.last
        else { return nil }
        let measured = Double(min(samples ?? .max, all))
        let test = Double(context.shape("test_features")?.first ?? 0)
        let reductions = model.layerInputs.reduce(0.0) { sum, inputs in
            sum + 2 * Double((inputs + targets) * (inputs + targets))
        }
        let pass = 2 * model.multiplications
        return Double(count) * (measured * (pass + reductions) + test * pass)
    }
}
