import Collapse
import Datasets
import Foundation
import Images
import Learning
import LinearAlgebra
import ResidualNetworks
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

/// `collapse.measure` and `collapse.trajectory` of a small residual network, beside what its layers
/// read, gathered at once.
@Suite struct MeasureResidualNetworkTests {
    private let folder: StageFolder
    private let network = ResidualNetwork(
        architecture: ResidualNetworkArchitecture(
            blocks: [2, 2, 2, 2], width: 16, head: .perceptron, outputs: 2), seed: 3)
    private let model: String
    private let data: [String: String]

    init() throws {
        folder = try StageFolder()
        let pictures = try folder.run(
            .drivingStandIn,
            [
                "seed": .integer(5), "samples": .integer(90), "height": .integer(32),
                "width": .integer(48),
            ])
        let prepared = try folder.run(
            .imageDataset, ["target_scale": .text("min-max")],
            inputs: [
                "images": #require(pictures["images"]).path,
                "image_targets": #require(pictures["targets"]).path,
            ])
        data = try Dictionary(
            uniqueKeysWithValues: [
                ("features", "images"), ("targets", "targets"), ("test_features", "test_images"),
                ("test_targets", "test_targets"),
            ].map { ($0, try #require(prepared[$1]).path) })
        model = folder.path("network.safetensors")
        try write(network, to: model, pixels: .unit)
    }

    private func write(_ network: ResidualNetwork, to path: String, pixels: PixelScale?) throws {
        try TensorFile(
            tensors: network.tensors,
            metadata: ModelMetadata(epoch: 4, decayBudget: 0.5, pixels: pixels).texts
        ).writeSafetensors(to: path)
    }

    private func measurement(
        _ parameters: [String: RequestValue] = [:], threads: Int = 1, place: String = "measured"
    ) throws -> Data {
        let outputs = try folder.run(
            .measureCollapse, parameters, inputs: data.merging(["model": model]) { $1 },
            in: place, threads: threads)
        return try Data(contentsOf: #require(outputs["measurement"]))
    }

    /// What all layers read, of all training pictures at once, and the predictions.
    private func gathered() throws -> (layers: [Matrix<Float>], predictions: Matrix<Float>) {
        let pictures = try PictureData(
            name: "train", pictures: ImageArray(path: data["features"] ?? ""),
            targets: ArrayFile(path: data["targets"] ?? "").floats(), from: data["targets"] ?? "",
            scale: .unit)
        var layers: [[Float]] = network.measuredLayers.map { _ in [] }
        var predictions: [Float] = []
        try NetworkEvaluation(network, size: pictures.pictures.size, batch: 16).forEachBatch(
            of: pictures, team: ThreadTeam(threads: 1),
            layer: { layers[$0.layer] += $0.positions.elements },
            predictions: { _, block in
                predictions += block.elements
                return true
            })
        return (
            zip(layers, network.measuredLayers).map { values, layer in
                Matrix(
                    rows: values.count / layer.channels, columns: layer.channels,
                    elements: values)
            }, Matrix(rows: pictures.count, columns: 2, elements: predictions)
        )
    }

    @Test("features are averages over space, filters are read by channel, NRC3 also over positions")
    func naive() throws {
        let measured = try ModelMeasurement(json: measurement())
        #expect(
            measured.layers.map(\.name) == [
                "layer1.0.conv1.weight", "layer1.0.conv2.weight", "layer1.1.conv1.weight",
                "layer1.1.conv2.weight", "layer2.0.conv1.weight", "layer2.0.conv2.weight",
                "layer2.1.conv1.weight", "layer2.1.conv2.weight", "layer3.0.conv1.weight",
                "layer3.0.conv2.weight", "layer3.1.conv1.weight", "layer3.1.conv2.weight",
                "layer4.0.conv1.weight", "layer4.0.conv2.weight", "layer4.1.conv1.weight",
                "layer4.1.conv2.weight", "fc.0.weight", "fc.3.weight",
            ])
        #expect(measured.k == 2)
        #expect(measured.epoch == 4)
        let (layers, predictions) = try gathered()
        let targets = try ArrayFile(path: data["targets"] ?? "").doubles()
        #expect(isClose(measured.trainMSE, meanSquare(predictions.asDouble, targets), 1e-6))
        for (index, layer) in network.measuredLayers.enumerated() {
            let pooled = averages(of: layers[index], pictures: targets.rows)
            let filters = filterRows(layer)
            let expected = try alone(pooled, filters, targets, index)
            let found = measured.layers[index]
            // Averages are summed in another order and rounded to single precision.
            #expect(isClose(found.noiseComponent, expected.noiseComponent, 1e-3), "\(layer.name)")
            #expect(isClose(found.cka, expected.cka, 1e-4), "\(layer.name)")
            #expect(isClose(found.weightStableRank, expected.weightStableRank, 1e-9))
            #expect(
                isClose(found.featureWeightAlignment, expected.featureWeightAlignment, 1e-3),
                "\(layer.name)")
            guard layer.weightShape.count == 4 else {
                #expect(found.flattenedFeatureWeightAlignment == nil)
                continue
            }
            let repeated = Matrix<Double>(zeros: layers[index].rows, 1)
            let flat = try alone(layers[index], filters, repeated, index)
            #expect(
                isClose(found.flattenedFeatureWeightAlignment, flat.featureWeightAlignment, 1e-6),
                "\(layer.name)")
        }
    }

    private func alone(
        _ features: Matrix<Float>, _ weight: Matrix<Float>, _ targets: Matrix<Double>, _ index: Int
    ) throws -> LayerMeasurement {
        var measurers = [
            LayerMeasurer(
                layer: index, featureColumns: features.columns, targetColumns: targets.columns)
        ]
        try LayerMeasurer.append(
            features: [features], targets: targets, to: &measurers, team: ThreadTeam(threads: 1))
        return try measurers[0].statistics(name: "w", weight: weight).measurement(k: 2)
    }

    private func averages(of positions: Matrix<Float>, pictures: Int) -> Matrix<Float> {
        let size = positions.rows / pictures
        var result = Matrix<Float>(zeros: pictures, positions.columns)
        for picture in 0..<pictures {
            for channel in 0..<positions.columns {
                let sum = (0..<size).reduce(0.0) {
                    $0 + Double(positions[picture * size + $1, channel])
                }
                result[picture, channel] = Float(sum / Double(size))
            }
        }
        return result
    }

    /// `[c_out · kh · kw, c_in]`, straight from the tensor `[c_out, c_in, kh, kw]`.
    private func filterRows(_ layer: MeasuredLayer) -> Matrix<Float> {
        let elements = network.tensor("\(layer.name).weight")?.elements ?? []
        let window = layer.weightShape.count == 4 ? 9 : 1
        var rows: [Float] = []
        for output in 0..<layer.weightShape[0] {
            for place in 0..<window {
                for input in 0..<layer.channels {
                    rows.append(elements[(output * layer.channels + input) * window + place])
                }
            }
        }
        return Matrix(
            rows: layer.weightShape[0] * window, columns: layer.channels, elements: rows)
    }

    private func meanSquare(_ first: Matrix<Double>, _ second: Matrix<Double>) -> Double {
        zip(first.elements, second.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            / Double(first.elements.count)
    }

    private func isClose(_ found: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= tolerance * abs(expected) + 1e-9
    }

    @Test("two and four threads measure the same bytes as one")
    func threads() throws {
        let one = try measurement()
        #expect(try measurement(threads: 2) == one)
        #expect(try measurement(threads: 4) == one)
    }

    @Test("snapshots of a ResNet are measured over time, of a part of the pictures too")
    func trajectory() throws {
        let snapshots = folder.path("snapshots")
        try FileManager.default.createDirectory(
            atPath: snapshots, withIntermediateDirectories: true)
        try write(network, to: "\(snapshots)/epoch-0000.safetensors", pixels: .unit)
        try write(network, to: "\(snapshots)/epoch-0004.safetensors", pixels: .unit)
        let inputs = data.merging(["snapshots": snapshots]) { $1 }
        let whole = try Trajectory(
            json: Data(
                contentsOf: #require(folder.run(.measureTrajectory, inputs: inputs)["trajectory"])))
        let alone = try ModelMeasurement(json: measurement())
        #expect(whole.checkpoints.map(\.epoch) == [0, 4])
        #expect(whole.checkpoints[1].trainMSE == alone.trainMSE)
        let (test, expected) = try (#require(whole.checkpoints[1].testMSE), #require(alone.testMSE))
        #expect(test == expected)
        #expect(
            whole.checkpoints[1].layers.map(\.noiseComponent)
                == alone.layers.map(\.noiseComponent))
        let part = try Trajectory(
            json: Data(
                contentsOf: #require(
                    folder.run(
                        .measureTrajectory, ["samples": .integer(40)], inputs: inputs, in: "part")[
                            "trajectory"])))
        #expect(part.samples == 40)
        #expect(part.trainingSamples == 72)
    }

    @Test("a model and data of different kinds, or an unknown pixel scale, are told")
    func refusals() throws {
        let numbers = GoldenFile.path("trained-features.npy")
        let targets = GoldenFile.path("trained-targets.npy")
        let perceptron = GoldenFile.path("measured-no-biases.safetensors")
        #expect(
            folder.refusal(
                .measureCollapse,
                inputs: ["model": model, "features": numbers, "targets": targets]) == """
                    '\(model)' is a residual network, but 'features' are numbers: give it pictures \
                    [N, height, width, 3], such as the output 'images' of dataset.images
                    """)
        #expect(
            folder.refusal(
                .measureCollapse, inputs: data.merging(["model": perceptron]) { $1 }) == """
                    'features' are pictures, but '\(perceptron)' is no residual network of \
                    torchvision's tensor names: give it numbers [N, d]
                    """)
        let silent = folder.path("silent.safetensors")
        try write(network, to: silent, pixels: nil)
        #expect(
            folder.refusal(.measureCollapse, inputs: data.merging(["model": silent]) { $1 }) == """
                '\(silent)' does not say how it wants its pixels: set 'pixels' to raw (0 to 255), \
                unit (0 to 1) or symmetric (-1 to 1), as it was trained
                """)
        #expect(
            folder.refusal(
                .measureCollapse, ["pixels": .text("unit")],
                inputs: data.merging(["model": silent]) { $1 }) == "")
    }

    @Test("an overflow names the weight and the picture")
    func overflow() throws {
        var tensors = network.tensors
        let index = try #require(tensors.firstIndex { $0.name == "layer1.0.conv2.weight" })
        tensors[index] = NamedTensor(
            name: tensors[index].name, shape: tensors[index].shape,
            elements: tensors[index].elements.map { _ in 3e38 })
        let path = folder.path("huge.safetensors")
        try write(ResidualNetwork(tensors: tensors, file: path), to: path, pixels: .unit)
        #expect(
            folder.refusal(.measureCollapse, inputs: data.merging(["model": path]) { $1 }) == """
                the network overflows single precision at 'layer1.0.conv2.weight' on sample 0 (from \
                0): rescale the data or the weights
                """)
    }
}
