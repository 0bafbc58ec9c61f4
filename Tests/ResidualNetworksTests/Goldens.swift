import Foundation
import Images
import Learning
import LinearAlgebra

@testable import ResidualNetworks

/// What `Golden/make_goldens.py` computed with PyTorch in double precision.
struct Goldens: Decodable {
    /// A tensor's norm, its largest magnitude and some of its elements.
    struct Summary: Decodable {
        let norm: Double
        let largest: Double
        let places: [Int]
        let values: [Double]
    }

    struct Case: Decodable {
        let name: String
        let head: String
        let outputs: Int
        let width: Int
        let salt: Int
        let evaluated: [[Double]]
        let layerInputs: [String: Summary]
        let predictions: [[Double]]
        let loss: Double
        let gradients: [String: Summary]
        let running: [String: Summary]
        let names: [String]
    }

    let height: Int
    let width: Int
    let pictures: Int
    let cases: [Case]

    static func load() throws -> Goldens {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/goldens.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Goldens.self, from: Data(contentsOf: file))
    }

    /// The case's data; whoever asks for them removes them.
    func formulaPictures(for golden: Case) throws -> FormulaPictures {
        try FormulaPictures(
            pictures, height: height, width: width, outputs: golden.outputs, salt: golden.salt)
    }
}

/// Numbers in [-1, 1) as the script's `formula` gives them.
func formula(_ count: Int, salt: Int) -> [Double] {
    (0..<count).map { place in
        var bits = UInt64(place + salt * 1_000_003 + 1) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Double(bits >> 40) / 0x1p23 - 1
    }
}

/// A network whose numbers are those of the script's `fill`.
func formulaNetwork(_ architecture: ResidualNetworkArchitecture) -> ResidualNetwork {
    let tensors = architecture.tensorPlan.enumerated().map { salt, planned in
        let shape = planned.shape
        let values = formula(planned.count, salt: salt).map { value in
            switch planned.role {
            case .convolution:
                value * (6 / Double(shape[0] * shape[2] * shape[3])).squareRoot()
            case .linearWeight: value / Double(shape[1]).squareRoot()
            case .ones: 1 + 0.3 * value
            case .zeros, .linearBias: 0.2 * value
            }
        }
        return NamedTensor(name: planned.name, shape: shape, elements: values.map { Float($0) })
    }
    return ResidualNetwork(architecture: architecture, tensors: tensors)
}

/// Pictures and targets of a formula, in a file of their own.
struct FormulaPictures {
    let folder: URL
    let data: PictureData

    /// - Parameter salt: of the formula.
    init(
        _ count: Int, height: Int, width: Int, outputs: Int, scale: PixelScale = .symmetric,
        salt: Int = 999
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "pictures-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let size = ImageSize(height: height, width: width)
        let path = folder.appending(path: "pictures.npy").path
        let writer = try ImageArrayWriter(path: path, size: size)
        let pixels = formula(count * size.byteCount, salt: salt).map { UInt8(($0 + 1) * 128) }
        for index in 0..<count {
            let start = index * size.byteCount
            try writer.append(
                RGBImage(size: size, pixels: Array(pixels[start..<start + size.byteCount])))
        }
        try writer.finish()
        data = try PictureData(
            name: "train", pictures: ImageArray(path: path),
            targets: Matrix(
                rows: count, columns: outputs,
                elements: formula(count * outputs, salt: 1000).map { Float($0) }),
            from: Self.targets, scale: scale)
    }

    /// What messages call the targets' file.
    static let targets = "targets.npy"

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
