import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

/// `collapse.measure` beside NumPy and SciPy (`Golden/measurement_reference.py`), from a model file
/// and arrays to the measurement file.
@Suite struct MeasureStageGoldenTests {
    /// The stage's activations carry the rounding of single precision, about 1e-7 of the largest,
    /// the reference's none. It weighs most in the smallest share of variance, 9e-5, which it moves
    /// by 2e-6 of itself; every other number agrees to 5e-7. None is small enough to need an
    /// absolute floor.
    private static let relativeTolerance = 1e-5

    @Test("a measured model has NumPy's numbers in every layer", arguments: [0, 1], [0, 1])
    func measurement(model: Int, choice: Int) throws {
        let golden = try GoldenFile.json("stage_measurements.json", as: Goldens.self).cases[model]
        let expected = golden.expected[choice]
        let folder = try StageFolder()
        let inputs = Dictionary(
            uniqueKeysWithValues: ["features", "targets", "test_features", "test_targets"].map {
                ($0, GoldenFile.path("measured-\(golden.name)-\($0).npy"))
            })
        let outputs = try folder.run(
            .measureCollapse, ["k": .integer(expected.k)],
            inputs: inputs.merging(
                ["model": GoldenFile.path("measured-\(golden.name).safetensors")]) { $1 })
        let found = try GoldenFile.json(
            #require(outputs["measurement"]), as: Measurement.self)
        #expect(found.layers.map(\.name) == expected.layers.map(\.name))
        #expect(found.counts == expected.counts)
        #expect(found.firstCollapsedLayer == expected.firstCollapsedLayer)
        #expect(found.firstCollapsedLayerAt == expected.firstCollapsedLayerAt)
        #expect(differences(found.numbers, expected.numbers) == [])
        for (index, layer) in expected.layers.enumerated() where index < found.layers.count {
            let place = "\(golden.name), k = \(expected.k), \(layer.name)"
            #expect(differences(found.layers[index].numbers, layer.numbers) == [], "\(place)")
        }
    }

    @Test("the goldens hold two models at two k each, collapsed and not collapsed")
    func goldensAreTelling() throws {
        let cases = try GoldenFile.json("stage_measurements.json", as: Goldens.self).cases
        #expect(cases.map(\.name) == ["no-biases", "biases"])
        #expect(cases.map { $0.expected.map(\.k) } == [[2, 3], [3, 4]])
        let first = cases.flatMap(\.expected).map(\.firstCollapsedLayer)
        #expect(Set(first) == [nil, 2])
    }

    private func differences(
        _ found: [(String, Double)], _ expected: [(String, Double)]
    ) -> [String] {
        guard found.map(\.0) == expected.map(\.0) else { return ["numbers: \(found)"] }
        return zip(found, expected).compactMap { found, expected in
            abs(found.1 - expected.1) <= Self.relativeTolerance * abs(expected.1)
                ? nil : "\(found.0): \(found.1) instead of \(expected.1)"
        }
    }
}

private struct Goldens: Decodable {
    struct Case: Decodable {
        let name: String
        let expected: [Measurement]
    }

    let cases: [Case]
}

/// No number is optional: a member that is missing or null in either file is an error.
private struct Measurement: Decodable {
    let k: Int
    let layers: [Layer]
    let trainMse: Double
    let testMse: Double
    let targetStableRank: Double
    let ckaCeiling: Double
    let targetVariance: Double
    let firstCollapsedLayer: Int?
    let firstCollapsedLayerAt: [String: Int?]
    let samples: Int
    let featureColumns: Int
    let targetColumns: Int

    var counts: [Int] { [k, samples, featureColumns, targetColumns] }

    var numbers: [(String, Double)] {
        [
            ("train_mse", trainMse), ("test_mse", testMse),
            ("target_stable_rank", targetStableRank), ("cka_ceiling", ckaCeiling),
            ("target_variance", targetVariance),
        ]
    }
}

private struct Layer: Decodable {
    let name: String
    let noiseComponent: Double
    let cka: Double
    let ckaFull: Double
    let ckaFirstColumns: Double
    let featureWeightAlignment: Double
    let noiseWeightAlignment: Double
    let linearPredictionMse: Double
    let linearPredictionTestMse: Double
    let featureStableRank: Double
    let weightStableRank: Double
    let effectiveRank: Double
    let spectrum: [Double]

    var numbers: [(String, Double)] {
        [
            ("noise_component", noiseComponent), ("cka", cka), ("cka_full", ckaFull),
            ("cka_first_columns", ckaFirstColumns),
            ("feature_weight_alignment", featureWeightAlignment),
            ("noise_weight_alignment", noiseWeightAlignment),
            ("linear_prediction_mse", linearPredictionMse),
            ("linear_prediction_test_mse", linearPredictionTestMse),
            ("feature_stable_rank", featureStableRank), ("weight_stable_rank", weightStableRank),
            ("effective_rank", effectiveRank),
        ] + spectrum.enumerated().map { ("spectrum[\($0)]", $1) }
    }
}
