internal import Datasets
internal import Images
internal import Learning
internal import LinearAlgebra
internal import ResidualNetworks

/// `train.resnet`: trains one ResNet on pictures and writes it with its history.
enum TrainResidualNetworkStage {
    static func run(_ context: StageContext) throws {
        // Of what is left before anything is made: the plan counts all of it.
        let limit = context.memoryLimit
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
        StageLog.tell("memory: \(try run.memoryPlan())")
        try run.requireFit(limit)
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
            targets: try ArrayFile(path: targets).floats(), from: targets, scale: pixels)
    }

    /// The test set; `nil` when neither of its inputs is given.
    private static func testPictures(
        _ context: StageContext, _ pixels: PixelScale
    ) throws -> PictureData? {
        try context.testPaths(features: "test_images").map {
            try pictures(context, "test", images: $0.features, targets: $0.targets, pixels)
        }
    }
}
