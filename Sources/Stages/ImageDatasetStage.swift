internal import DataManifests
internal import Datasets
internal import Foundation
internal import Images
internal import LinearAlgebra
internal import StageCatalogue

/// `dataset.images`: reads pictures one by one, resizes them, splits them, writes them as bytes.
enum ImageDatasetStage {
    static func run(_ context: StageContext) throws {
        let description = try context.datasetDescription()
        let pictures = try PictureSource(context, description)
        let first = try context.parameters.optionalInteger("first") ?? description?.layout?.first
        let used = first ?? pictures.count
        guard used <= pictures.count else {
            throw StageError.fewPictures(pictures.count, wanted: used)
        }
        let split = try context.split(of: used)
        let all = "\(try context.output("images")).all"
        let targets = try resized(pictures, used: used, to: all, context)
        try write(all, split, context)
        try FileManager.default.removeItem(atPath: all)

        let size = try ImageArray(path: context.output("images")).size
        var summary = try DatasetSummary(
            description, samples: pictures.count, inputs: [size.height, size.width, 3],
            targets: targets, split: split)
        try writeTargets(targets, split, context, &summary)
        try ResultFile.write(summary, to: context.output("summary"))
        // A figure can then name its pictures, whichever they are.
        try ResultFile.writeVerbatim(
            description ?? Self.undescribed, to: context.output("description"))
    }

    private static let undescribed = DatasetDescription(
        dataset: "pictures", title: "pictures without a description", source: "dataset.images")

    /// Writes the pictures in their own order; the split wants them in another one.
    ///
    /// - Returns: their targets, `[used, t]`.
    private static func resized(
        _ pictures: PictureSource, used: Int, to path: String, _ context: StageContext
    ) throws -> Matrix<Double> {
        let height = try context.parameters.optionalInteger("height")
        let width = try context.parameters.optionalInteger("width")
        var writer: ImageArrayWriter?
        var targets: [Double] = []
        try pictures.forEach(first: used) { index, picture, values in
            let size = ImageSize(
                height: height ?? picture.size.height, width: width ?? picture.size.width)
            let output = try writer ?? ImageArrayWriter(path: path, size: size)
            writer = output
            guard size == output.size else {
                throw StageError.otherSize(
                    pictures.name(of: index), picture.size, expected: output.size)
            }
            let resized =
                size == picture.size ? picture : ImageResize(from: picture.size, to: size)(picture)
            try output.append(resized)
            targets += values
            context.progress.report(
                0.8 * Double(index + 1) / Double(used), "picture \(index + 1) of \(used)")
        }
        try writer?.finish()
        return Matrix(rows: used, columns: targets.count / used, elements: targets)
    }

    private static func write(
        _ path: String, _ split: TrainTestSplit, _ context: StageContext
    ) throws {
        let pictures = try ImageArray(path: path)
        for (name, indices) in [("images", split.train), ("test_images", split.test)] {
            let writer = try ImageArrayWriter(path: context.output(name), size: pictures.size)
            for (done, index) in indices.enumerated() {
                try writer.append(pictures.image(index))
                context.progress.report(
                    0.8 + 0.2 * Double(done + 1) / Double(indices.count), "writing \(name)")
            }
            try writer.finish()
        }
    }

    private static func writeTargets(
        _ targets: Matrix<Double>, _ split: TrainTestSplit, _ context: StageContext,
        _ summary: inout DatasetSummary
    ) throws {
        let scale: TargetScale = try context.parameters.choice("target_scale")
        var scaled = targets
        if scale == .minMax {
            let scaling = MinMaxScaling(of: targets)
            scaled = scaling.applied(to: targets)
            (summary.targetMinima, summary.targetMaxima) = (scaling.minima, scaling.maxima)
        }
        try context.write(
            scaled, named: "targets", split, standardises: scale == .standardised)
    }
}

extension StageError {
    fileprivate static func fewPictures(_ count: Int, wanted: Int) -> StageError {
        StageError(description: "the first \(wanted) pictures are wanted, but there are \(count)")
    }

    fileprivate static func otherSize(
        _ picture: String, _ size: ImageSize, expected: ImageSize
    ) -> StageError {
        StageError(
            description: """
                \(picture) has \(size) pixels, those before it \(expected); give \
                'height' and 'width' to resize all of them
                """)
    }
}
