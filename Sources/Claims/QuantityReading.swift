internal import PipelineLanguage

extension Measurement {
    /// The value of a quantity in one layer, or of the whole measurement.
    ///
    /// - Parameter layer: an index of `layers`; `nil` for the whole measurement.
    func reading(of quantity: ClaimQuantity, inLayer layer: Int? = nil) -> Reading {
        guard let selection = quantity.meanOver else {
            return combined(quantity, inLayer: layer)
        }
        guard let indices = selection.indices(of: layers.count) else {
            return .gap(.tooFewLayers(selection.title))
        }
        var sum = 0.0
        for index in indices {
            switch combined(quantity, inLayer: index) {
            case .number(let number): sum += number
            case .gap(let gap): return .gap(gap)
            }
        }
        return .number(sum / Double(indices.count))
    }

    /// The metric minus, or over, its partner.
    private func combined(_ quantity: ClaimQuantity, inLayer layer: Int?) -> Reading {
        let first = reading(of: quantity.metric, inLayer: layer)
        guard case .number(let value) = first, let partner = quantity.partner else { return first }
        let second = reading(of: partner.metric, inLayer: layer)
        guard case .number(let other) = second else { return second }
        let result = partner.operation.applied(value, other)
        return result.isFinite ? .number(result) : .gap(.undefined(quantity.title))
    }
}

extension ClaimQuantity.Operation {
    func applied(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .minus: left - right
        case .over: left / right
        }
    }

    var symbol: String {
        switch self {
        case .minus: "−"
        case .over: "/"
        }
    }
}

extension ClaimQuantity {
    /// `train_mse`, `test_mse − train_mse`, `mean of cka over the hidden layers`.
    var title: String {
        let text = metric + (partner.map { " \($0.operation.symbol) \($0.metric)" } ?? "")
        return meanOver.map { "mean of \(text) over \($0.title)" } ?? text
    }
}
