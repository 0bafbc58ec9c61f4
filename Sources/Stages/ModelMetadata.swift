internal import Images

/// What a model file says of its training, in safetensors' `__metadata__`.
struct ModelMetadata {
    /// Epochs trained.
    var epoch: Int?
    /// Σ lr·wd/(1 − momentum) over the steps: e^−B is what decay alone leaves of initial weights.
    var decayBudget: Double?
    /// How a network of pictures wants its pixels.
    var pixels: PixelScale?

    private enum Key {
        static let epoch = "epoch"
        static let decayBudget = "decay_budget"
        static let pixels = "pixels"
        static let format = "format"
    }

    init(epoch: Int, decayBudget: Double, pixels: PixelScale? = nil) {
        self.epoch = epoch
        self.decayBudget = decayBudget
        self.pixels = pixels
    }

    /// Files made elsewhere have none of it, or something else under the same names.
    init(_ texts: [String: String]) {
        epoch = texts[Key.epoch].flatMap(Int.init).flatMap { $0 >= 0 ? $0 : nil }
        decayBudget = texts[Key.decayBudget].flatMap(Double.init)
            .flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        pixels = texts[Key.pixels].flatMap(PixelScale.init(rawValue:))
    }

    var texts: [String: String] {
        // Readers of safetensors in Python look for the framework's name.
        var texts = [Key.format: "pt"]
        texts[Key.epoch] = epoch.map { "\($0)" }
        texts[Key.decayBudget] = decayBudget.map { "\($0)" }
        texts[Key.pixels] = pixels?.rawValue
        return texts
    }
}
