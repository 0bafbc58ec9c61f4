import Foundation
import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct ModelMeasurementTests {
    /// Two layers whose features vary, and one whose features are all zero.
    private func layers() throws -> [LayerStatistics] {
        let targets = coarseNormal(30, 2, seed: 21).asDouble
        return try (0..<3).map { index in
            try statistics(
                features: index == 2
                    ? Matrix(zeros: 30, 4) : coarseNormal(30, 4, seed: 22 + UInt64(index)),
                weight: coarseNormal(4, 4, seed: 25), targets: targets, layer: index)
        }
    }

    private func measurement() throws -> ModelMeasurement {
        try ModelMeasurement(
            k: 2, layers: layers(),
            context: .init(
                trainMSE: 0.1, epoch: 60, decayBudget: 12.9, labels: ["seed": "1", "arm": "a/b"]))
    }

    @Test("the context and the shapes are carried over")
    func context() throws {
        let measurement = try measurement()
        #expect(measurement.k == 2)
        #expect(
            measurement.layers.map(\.name) == [
                "layers.0.weight", "layers.2.weight", "layers.4.weight",
            ])
        #expect(measurement.trainMSE == 0.1)
        #expect(measurement.testMSE == nil)
        #expect(measurement.epoch == 60)
        #expect(measurement.decayBudget == 12.9)
        #expect(measurement.labels == ["seed": "1", "arm": "a/b"])
        #expect(measurement.samples == 30)
        #expect(measurement.featureColumns == 4)
        #expect(measurement.targetColumns == 2)
        #expect(measurement.firstCollapsedLayer == nil)
    }

    @Test("a file reads back as the same measurement")
    func roundTrip() throws {
        let measurement = try measurement()
        #expect(try ModelMeasurement(json: measurement.json()) == measurement)
    }

    @Test("what is undefined is written as null, not left out")
    func nulls() throws {
        let text = try #require(String(data: measurement().json(), encoding: .utf8))
        for key in ["test_mse", "first_collapsed_layer", "noise_component", "0.05", "spectrum"] {
            #expect(text.contains("\"\(key)\" : null"), "\(key)")
        }
    }

    @Test("the file has the same bytes each time, keys sorted, a final newline")
    func bytes() throws {
        let measurement = try measurement()
        let data = try measurement.json()
        #expect(try ModelMeasurement(json: data).json() == data)
        let text = try #require(String(data: data, encoding: .utf8))
        #expect(text.hasPrefix("{\n  \"cka_ceiling\" : "))
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains("\"train_mse\" : 0.1\n") || text.contains("\"train_mse\" : 0.1,"))
        #expect(text.contains("\"arm\" : \"a/b\""))
    }

    @Test("a text that is no measurement is rejected")
    func notAMeasurement() {
        #expect(throws: DecodingError.self) {
            _ = try ModelMeasurement(json: Data("{\"k\": 2}".utf8))
        }
    }

    @Test("a loss that is not a number cannot be written")
    func notANumber() throws {
        let measurement = try ModelMeasurement(
            k: 1, layers: layers(), context: .init(trainMSE: .nan))
        #expect(throws: EncodingError.self) { _ = try measurement.json() }
    }

    @Test("one layer alone is measured, and is never called collapsed")
    func singleLayer() throws {
        let single = try ModelMeasurement(
            k: 4, layers: Array(layers().prefix(1)), context: .init(trainMSE: 1))
        #expect(single.layers.count == 1)
        #expect(single.layers.first?.noiseComponent == 0)
        #expect(single.firstCollapsedLayer == nil)
    }

    @Test("a model without layers is an error")
    func noLayers() {
        #expect(throws: CollapseError("the model has no linear layer to measure")) {
            _ = try ModelMeasurement(k: 1, layers: [], context: .init(trainMSE: 1))
        }
    }

    @Test("no sample, no mean squared error; then the mean over samples and outputs")
    func squaredError() {
        var sum = SquaredErrorSum()
        #expect(sum.mean == nil)
        sum.add(predictions: Matrix([[1, 2]]), targets: Matrix([[1, 4]]))
        sum.add(predictions: Matrix([[0, 0], [3, 0]]), targets: Matrix([[0, 0], [0, 0]]))
        // (4 + 9) over three samples of two outputs.
        #expect(isClose(sum.mean, 13.0 / 6, relative: 1e-15, absolute: 0))
    }
}
