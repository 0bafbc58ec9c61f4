internal import DataManifests
internal import Datasets
internal import Images
internal import LinearAlgebra

/// Pictures with their targets, wherever they are, in the order of the data.
///
/// JPEG files come in the byte order of their paths. Hugging Face's loaders take pictures as the
/// archive or the repository lists them, and may leave out those of irregular names: the same seed
/// then splits other pictures off.
enum PictureSource {
    /// JPEG files whose names tell the target; the size that the manifest says they have.
    case portraits([Portrait], size: ImageSize?, allowsGrey: Bool)
    /// Frames and the columns of their targets.
    case driving(DrivingFrames, [DrivingTarget])
    case array(ImageArray, Matrix<Double>)

    /// What the stage's inputs give: `images` and `image_targets`, or `files` and `description`.
    init(_ context: StageContext, _ description: DatasetDescription?) throws {
        let files = try context.optionalInput("files")
        if let images = try context.optionalInput("images") {
            guard files == nil else { throw StageError.imagesAndFiles }
            self = try Self.array(images, targets: context.optionalInput("image_targets"))
            return
        }
        guard try context.optionalInput("image_targets") == nil else { throw StageError.noImages }
        guard let files, let layout = description?.layout else { throw StageError.noPictures }
        let paths = try SampleTable.paths(of: layout, in: files)
        switch layout.format {
        case .jpeg(.leadingInteger):
            self = .portraits(
                try paths.map { try Portrait(path: $0) },
                size: layout.image.map { ImageSize(height: $0.height, width: $0.width) },
                allowsGrey: try context.parameters.boolean("grey_as_colour"))
        case .hdf5(let inputs, let targets):
            try Self.requireReleaseShapes(layout.image, targets)
            self = .driving(
                try DrivingFrames(files: paths), try Self.drivingTargets(inputs, targets))
        case .csv, .npy, .npz, .parquet: throw StageError.noPictureFormat(layout.format.name)
        }
        if let rows = layout.rows, rows != count {
            throw StageError.wrongPictureCount(layout.files.text, count, expected: rows)
        }
    }

    private static func array(_ path: String, targets: String?) throws -> PictureSource {
        guard let targets else { throw StageError.noTargets }
        let images = try ImageArray(path: path)
        let values = try ArrayFile(path: targets).doubles().finite(in: targets)
        guard values.rows == images.count else {
            throw StageError.unequalCounts(images.count, values.rows)
        }
        return .array(images, values)
    }

    private static func drivingTargets(
        _ inputs: ArraySelection, _ targets: ArraySelection
    ) throws -> [DrivingTarget] {
        guard inputs.array == "rgb", targets.array == "targets" else {
            throw StageError.noDrivingRelease(inputs.array, targets.array)
        }
        guard let columns = targets.columns else { throw StageError.allTargets }
        return try columns.map { column in
            guard let target = DrivingTarget(rawValue: column) else {
                throw StageError.unknownTarget(column)
            }
            return target
        }
    }

    /// What the manifest says of the release's arrays, where it does, has to be what they are.
    private static func requireReleaseShapes(
        _ image: ImageShape?, _ targets: ArraySelection
    ) throws {
        let release = [DrivingFrames.height, DrivingFrames.width, DrivingFrames.channels]
        if let image, [image.height, image.width, image.channels] != release {
            throw StageError.otherRelease(image, release)
        }
        if let columns = targets.columnCount, columns != DrivingFrames.targetColumns {
            throw StageError.otherReleaseColumns(columns)
        }
    }

    var count: Int {
        switch self {
        case .portraits(let portraits, _, _): portraits.count
        case .driving(let frames, _): frames.count
        case .array(let images, _): images.count
        }
    }

    /// What a message calls a picture: its file, where it has one of its own.
    func name(of index: Int) -> String {
        switch self {
        case .portraits(let portraits, _, _): "'\(portraits[index].path)'"
        case .driving, .array: "picture \(index) (from 0)"
        }
    }

    /// Hands out the first pictures, one at a time, with their targets.
    func forEach(
        first used: Int, _ body: (_ index: Int, RGBImage, [Double]) throws -> Void
    ) throws {
        switch self {
        case .portraits(let portraits, let size, let allowsGrey):
            for (index, portrait) in portraits.prefix(used).enumerated() {
                let image = try JPEGFile.decode(
                    path: portrait.path, requiring: size, allowsGrey: allowsGrey)
                try body(index, image, [Double(portrait.age)])
            }
        case .driving(let frames, let targets):
            try frames.forEachSlice(first: used, targets: targets) { slice in
                let size = ImageSize(height: DrivingFrames.height, width: DrivingFrames.width)
                for row in 0..<slice.targets.rows {
                    let pixels = slice.images[
                        row * size.byteCount..<(row + 1) * size.byteCount]
                    try body(
                        slice.firstFrame + row, RGBImage(size: size, pixels: Array(pixels)),
                        Self.row(row, of: slice.targets))
                }
            }
        case .array(let images, let targets):
            for index in 0..<used {
                try body(index, images.image(index), Self.row(index, of: targets))
            }
        }
    }

    private static func row(_ row: Int, of matrix: Matrix<Double>) -> [Double] {
        Array(matrix.elements[row * matrix.columns..<(row + 1) * matrix.columns])
    }
}

extension StageError {
    fileprivate static let imagesAndFiles = StageError(
        description: """
            there are pictures twice: give the input 'images', or 'files' and 'description' of a \
            'dataset.fetch' stage
            """)

    fileprivate static let noPictures = StageError(
        description: """
            there are no pictures: give the inputs 'files' and 'description' of a 'dataset.fetch' \
            stage, or an array as 'images'
            """)

    fileprivate static let noTargets = StageError(
        description: "the input 'images' needs 'image_targets' beside it")

    fileprivate static let noImages = StageError(
        description: "the input 'image_targets' needs 'images' beside it")

    fileprivate static func noPictureFormat(_ format: String) -> StageError {
        StageError(
            description: "the data set's format is \(format): 'dataset.tabular' reads it")
    }

    fileprivate static func wrongPictureCount(
        _ files: String, _ count: Int, expected: Int
    ) -> StageError {
        StageError(
            description: """
                '\(files)' gives \(count) pictures, but the manifest says \(expected); fetch the \
                data again, or correct 'rows' in the manifest
                """)
    }

    fileprivate static func unequalCounts(_ images: Int, _ targets: Int) -> StageError {
        StageError(description: "there are \(images) pictures, but \(targets) rows of targets")
    }

    fileprivate static func noDrivingRelease(_ inputs: String, _ targets: String) -> StageError {
        StageError(
            description: """
                pictures in HDF5 are read as the CORL 2017 release has them, from 'rgb' and \
                'targets', not from '\(inputs)' and '\(targets)'
                """)
    }

    fileprivate static func unknownTarget(_ column: Int) -> StageError {
        StageError(
            description: """
                column \(column) of the driving data's targets is not one that is read: \
                \(knownTargets)
                """)
    }

    fileprivate static let allTargets = StageError(
        description: """
            all columns of the driving data's targets are asked for; name those that are read: \
            \(knownTargets)
            """)

    private static var knownTargets: String {
        DrivingTarget.allCases.map { "\($0.rawValue) (\($0))" }.joined(separator: ", ")
    }

    fileprivate static func otherRelease(_ image: ImageShape, _ release: [Int]) -> StageError {
        let stated = "\(image.height)×\(image.width)×\(image.channels)"
        let found = release.map(String.init).joined(separator: "×")
        return StageError(
            description: """
                the manifest says that pictures are \(stated), but those of the CORL 2017 release \
                are \(found); correct 'image' in the manifest
                """)
    }

    fileprivate static func otherReleaseColumns(_ columns: Int) -> StageError {
        StageError(
            description: """
                the manifest says that 'targets' has \(columns) columns, but that of the CORL 2017 \
                release has \(DrivingFrames.targetColumns); correct 'of' in the manifest
                """)
    }
}
