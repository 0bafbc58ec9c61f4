internal import Datasets
internal import Foundation
internal import Images
internal import Learning
internal import LinearAlgebra
internal import ResidualNetworks

/// The training and the test set that models are measured on: tables of numbers for fully connected
/// networks, pictures for residual networks.
enum MeasurementData {
    /// Pictures before it is known what a network wants to see of them.
    struct Pictures {
        let name: String
        let images: ImageArray
        let targets: Matrix<Float>
        let targetsPath: String

        func scaled(_ scale: PixelScale) throws -> PictureData {
            try PictureData(
                name: name, pictures: images, targets: targets, from: targetsPath, scale: scale)
        }
    }

    case tables(RegressionData, test: RegressionData?)
    case pictures(Pictures, test: Pictures?)

    /// What the inputs `features`, `targets`, `test_features` and `test_targets` hold.
    init(_ context: StageContext) throws {
        let features = try context.input("features")
        guard try ArrayShape.isPictures(features) else {
            self = .tables(try context.trainingData(), test: try context.testData())
            return
        }
        let test = try context.testPaths()
        self = .pictures(
            try Self.pictures("train", features, try context.input("targets")),
            test: try test.map { try Self.pictures("test", $0.features, $0.targets) })
    }

    private static func pictures(
        _ name: String, _ images: String, _ targets: String
    ) throws -> Pictures {
        Pictures(
            name: name, images: try ImageArray(path: images),
            targets: try ArrayFile(path: targets).floats(), targetsPath: targets)
    }

    /// N of the training set.
    var samples: Int {
        switch self {
        case .tables(let training, _): training.samples
        case .pictures(let training, _): training.images.count
        }
    }

    /// t.
    var targetColumns: Int {
        switch self {
        case .tables(let training, _): training.targets.columns
        case .pictures(let training, _): training.targets.columns
        }
    }

    /// Some of the training samples beside the whole test set.
    ///
    /// - Parameters:
    ///   - rows: ascending.
    ///   - folder: where pictures are put that were picked out.
    func keeping(_ rows: [Int], in folder: String) throws -> MeasurementData {
        switch self {
        case .tables(let data, let test):
            let part = try RegressionData(
                name: data.name, features: data.features.gatheringRows(rows),
                targets: data.targets.gatheringRows(rows))
            return .tables(part, test: test)
        case .pictures(let data, let test):
            let path = "\(folder)/measured-pictures.npy"
            let writer = try ImageArrayWriter(path: path, size: data.images.size)
            for row in rows { try writer.append(data.images.image(row)) }
            try writer.finish()
            let part = Pictures(
                name: data.name, images: try ImageArray(path: path),
                targets: data.targets.gatheringRows(rows), targetsPath: data.targetsPath)
            return .pictures(part, test: test)
        }
    }

    /// A model with these data.
    ///
    /// - Parameter pixels: what the stage says of how a network wants its pictures; otherwise the
    ///   model's own word counts.
    /// - Throws: when the file is no model, or the data are not of a kind or a shape that it takes.
    func model(
        at path: String, pixels: PixelScale?
    ) throws -> (network: any MeasuredNetwork, metadata: ModelMetadata) {
        let file = try TensorFile(safetensors: path)
        let metadata = ModelMetadata(file.metadata)
        let isResidual = ResidualNetwork.describes(file.tensors)
        switch self {
        case .tables(let training, let test):
            guard !isResidual else { throw StageError.residualNetworkOnTables(path) }
            let network = try MeasuredPerceptron(
                file, path: path, training: training, test: test)
            return (network, metadata)
        case .pictures(let training, let test):
            guard isResidual else { throw StageError.perceptronOnPictures(path) }
            guard let scale = pixels ?? metadata.pixels else { throw StageError.noScale(path) }
            let network = try MeasuredResidualNetwork(
                file, path: path, training: try training.scaled(scale),
                test: try test?.scaled(scale))
            return (network, metadata)
        }
    }
}

/// What an array's header says.
private enum ArrayShape {
    /// Whether a `.npy` file has four dimensions. What can't be read is told by whoever reads it.
    static func isPictures(_ path: String) throws -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let start = try file.read(upToCount: ArrayHeader.longestDictionary + 12) ?? Data()
        let header = try? ArrayHeader(parsing: Array(start), path: path)
        return header?.shape.count == 4
    }
}

extension StageError {
    fileprivate static func residualNetworkOnTables(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' is a residual network, but 'features' are numbers: give it pictures \
                [N, height, width, 3], such as the output 'images' of dataset.images
                """)
    }

    fileprivate static func perceptronOnPictures(_ path: String) -> StageError {
        StageError(
            description: """
                'features' are pictures, but '\(path)' is no residual network of torchvision's \
                tensor names: give it numbers [N, d]
                """)
    }

    fileprivate static func noScale(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' does not say how it wants its pixels: set 'pixels' to raw (0 to 255), \
                unit (0 to 1) or symmetric (-1 to 1), as it was trained
                """)
    }
}
