internal import Datasets
internal import Images
internal import Learning
internal import LinearAlgebra
internal import ResidualNetworks

/// `train.resnet`: trains one ResNet on pictures and writes it with its history.
enum TrainResidualNetworkStage {
    static func run(_ context: StageContext) throws {
        let parameters = context.parameters
        let pixels: PixelScale = try parameters.choice("pixels")
        let data = try pictures(
            context, "train", images: try context.input("images"),
            targets: try context.input("targets"), pixels)
        let test = try testPictures(context, pixels)
        let configuration = try context.trainingConfiguration()
        let network = ResidualNetwork(
            architecture: try architecture(parameters, outputs: data.targets.columns),
            seed: configuration.seed)
        var run = try ResidualTrainingRun(
            network, training: data, test: test, configuration: configuration,
            parts: try parameters.integer("accumulate"))
        context.findings.note("onednn", OneDNN.description())
        let plan = try run.memoryPlan()
        StageLog.tell("memory: \(plan)")
        try plan.requireFit(context.memoryLimit)
        let snapshots = try TrainingSnapshots(
            context, configuration, samples: data.count, pixels: pixels)
        var training = InterruptibleTraining(
            checkpoints: CheckpointFile(context), snapshots: snapshots)
        try training.finish(&run, threads: context.threads, progress: context.progress)
        try context.writeTraining(
            run, samples: data.count, snapshots: snapshots, pixels: pixels)
    }

    private static func architecture(
        _ parameters: StageParameters, outputs: Int
    ) throws -> ResidualNetworkArchitecture {
        let head: NetworkHead = try parameters.choice("head")
        let depth: ResidualNetworkDepth = try parameters.choice("network")
        return ResidualNetworkArchitecture(depth, head: head, outputs: outputs)
    }

    private static func pictures(
        _ context: StageContext, _ name: String, images: String, targets: String,
        _ pixels: PixelScale
    ) throws -> PictureData {
        try PictureData(
            name: name, pictures: try ImageArray(path: images),
            targets: try ArrayFile(path: targets).floats(), scale: pixels)
    }

    /// The test set; `nil` when neither of its inputs is given.
    private static func testPictures(
        _ context: StageContext, _ pixels: PixelScale
    ) throws -> PictureData? {
        switch (
            try context.optionalInput("test_images"), try context.optionalInput("test_targets")
        ) {
        case (nil, nil): return nil
        case (.some(let images), .some(let targets)):
            return try pictures(context, "test", images: images, targets: targets, pixels)
        case (.some, nil): throw StageError.halfATestSet(missing: "test_targets")
        case (nil, .some): throw StageError.halfATestSet(missing: "test_images")
        }
    }
}

extension StageError {
    fileprivate static func halfATestSet(missing: String) -> StageError {
        StageError(
            description: """
                the input '\(missing)' is missing; give 'test_images' and 'test_targets' \
                together, or neither
                """)
    }
}
