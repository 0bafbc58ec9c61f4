import Foundation
import Testing

@Suite struct OwnModelTests {
    private static let example = "pipelines/examples/measure-your-own-model.yaml"

    @Test("a model and arrays made elsewhere are measured and drawn")
    func measuresAModel() throws {
        let project = try ScratchProject.ofThisRepository()
        try writeModel(into: project)
        let result = try project.run("run", "my-model", "-f", Self.example)
        #expect(result.status == 0, "\(result.errors)")
        #expect(project.exists("results/default/figures/my-model.png"))
        let measurement = try JSONDecoder().decode(
            Measurement.self, from: try project.data("results/default/metrics/my-model.json"))
        // The network is the identity on its one feature, and the target is that feature.
        #expect(measurement.trainMse < 1e-12)
        #expect(measurement.layers.map(\.name) == ["layers.0.weight", "layers.2.weight"])
        #expect(abs((measurement.layers[1].cka ?? 0) - 1) < 1e-9)
    }

    @Test("a missing file is named with its stage, its input and its line")
    func missingFile() throws {
        let project = try ScratchProject.ofThisRepository()
        let result = try project.run("run", "my-model", "-f", Self.example)
        #expect(result.status == 2)
        for name in ["model.safetensors", "features.npy", "targets.npy"] {
            #expect(result.errors.contains("my-model/\(name)"), "\(result.errors)")
        }
        #expect(result.errors.contains("\(Self.example):"))
    }

    @Test("a NaN in the model is an error that names the tensor")
    func notANumber() throws {
        let project = try ScratchProject.ofThisRepository()
        try writeModel(into: project, lastWeight: .nan)
        let result = try project.run("run", "my-model", "-f", Self.example)
        #expect(result.status == 1)
        #expect(result.errors.contains("layers.2.weight"), "\(result.errors)")
    }

    private struct Measurement: Decodable {
        let trainMse: Double
        let layers: [Layer]

        struct Layer: Decodable {
            let name: String
            let cka: Double?
        }

        private enum CodingKeys: String, CodingKey {
            case trainMse = "train_mse"
            case layers
        }
    }

    /// One positive feature, copied by two layers; written byte by byte, as another program would.
    private func writeModel(into project: ScratchProject, lastWeight: Float = 1) throws {
        let folder = project.root.appendingPathComponent("my-model")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let header =
            #"{"layers.0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
            + #""layers.2.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}"#
        var model = Self.bytes(UInt64(header.utf8.count)) + Data(header.utf8)
        for weight in [1, 0.5, lastWeight, 0] as [Float] { model += Self.bytes(weight.bitPattern) }
        try model.write(to: folder.appendingPathComponent("model.safetensors"))
        let values = (1...50).map { Float($0) / 10 }
        for name in ["features", "targets"] {
            try Self.array(values).write(to: folder.appendingPathComponent("\(name).npy"))
        }
    }

    /// A `.npy` file, format 1.0, of shape [values, 1].
    private static func array(_ values: [Float]) -> Data {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(values.count), 1), }"
        let padding = 64 - (10 + text.utf8.count + 1) % 64
        let header = text + String(repeating: " ", count: padding % 64) + "\n"
        return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
            + bytes(UInt16(header.utf8.count)) + Data(header.utf8)
            + values.reduce(into: Data()) { $0 += bytes($1.bitPattern) }
    }

    private static func bytes(_ value: some FixedWidthInteger) -> Data {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe Data($0) }
    }
}
