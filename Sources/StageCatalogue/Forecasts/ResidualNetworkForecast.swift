package import PipelineLanguage

extension TrainingForecasts {
    /// `train.resnet`.
    static let residualNetwork: StageForecasting = { context in
        guard let images = context.shape("images"), images.count == 4,
            let targets = context.shape("targets")?.last, let network = context.text("network"),
            let blocks = ResidualNetworkSize.blocks[network]
        else { return StageForecast() }
        let size = ResidualNetworkSize(
            blocks: blocks, height: images[1], width: images[2], outputs: targets,
            hasHiddenHead: context.text("head") == "mlp")
        return forecast(
            size.model, samples: images[0], testSamples: context.shape("test_images")?[0] ?? 0,
            context)
    }
}

/// How many multiplications a picture takes on its way through a network of basic blocks.
package struct ResidualNetworkSize {
    /// By the network's name: blocks of each of the four stages.
    package static let blocks = ["resnet-18": [2, 2, 2, 2], "resnet-34": [3, 4, 6, 3]]
    /// Channels of the first stage.
    private static let width = 64

    private var multiplications = 0.0
    private var layerInputs: [Int] = []

    package var model: ForeseenModel {
        ForeseenModel(multiplications: multiplications, layerInputs: layerInputs)
    }

    /// - Parameters:
    ///   - height, width: of a picture.
    package init(
        blocks: [Int], height: Int, width: Int, outputs: Int, hasHiddenHead: Bool = false
    ) {
        var (rows, columns) = ((height + 1) / 2, (width + 1) / 2)
        multiplications = Double(rows * columns * 3 * 7 * 7 * Self.width)
        // The max-pool.
        (rows, columns) = ((rows + 1) / 2, (columns + 1) / 2)
        var channels = Self.width
        for (stage, count) in blocks.enumerated() {
            let wider = Self.width << stage
            for block in 0..<count {
                if stage > 0, block == 0 {
                    (rows, columns) = ((rows + 1) / 2, (columns + 1) / 2)
                    multiplications += Double(rows * columns * channels * wider)
                }
                multiplications += Double(rows * columns * 9 * (channels + wider) * wider)
                layerInputs += [channels, wider]
                channels = wider
            }
        }
        layerInputs += hasHiddenHead ? [channels, channels] : [channels]
        multiplications += Double(channels * (hasHiddenHead ? channels + outputs : outputs))
    }
}
