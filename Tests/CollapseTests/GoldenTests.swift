import Foundation
import LinearAlgebra
import Testing

@testable import Collapse

/// Agreement with NumPy and SciPy (`Golden/make_goldens.py`), which take another way to each value.
@Suite struct GoldenTests {
    /// The agreement asked for, and floors for values that are zero in exact arithmetic: both sides
    /// then show the rounding of numbers near 1, about 1e-15; a right side or a sine is the root of
    /// such a number, about 1e-8.
    private static func agrees(path: String, found: Double, expected: Double) -> Bool {
        let isRoot = [".right_side", ".noise_weight_alignment"].contains(where: path.hasSuffix)
        return isClose(found, expected, relative: 1e-5, absolute: isRoot ? 1e-7 : 1e-12)
    }

    @Test("a trained network's measurement equals the one NumPy and SciPy make")
    func trainedNetwork() throws {
        let golden = try load("network", as: NetworkGolden.self)
        let (layers, testErrors) = try measure(golden)
        for expected in golden.expected {
            let k = try #require(expected.k)
            let measurement = try ModelMeasurement(
                k: k, layers: layers, testErrors: testErrors,
                context: .init(
                    trainMSE: meanSquaredError(golden.train_output, golden.train_targets),
                    testMSE: meanSquaredError(golden.test_output, golden.test_targets)))
            let found = try document(measurement)
            #expect(
                differences(found, from: expected.document, without: ["name"]) == [],
                "k = \(k)")
        }
    }

    @Test("degenerate layers equal their values by NumPy and SciPy", arguments: degenerateCases)
    func degenerateLayer(golden: LayerGolden) throws {
        let statistics = try statistics(
            features: Matrix(golden.features), weight: Matrix(golden.weight),
            targets: Matrix(golden.targets))
        let found = try JSONDecoder().decode(
            JSONValue.self, from: JSONEncoder().encode(statistics.measurement(k: golden.k)))
        #expect(differences(found, from: golden.expected, without: ["name"]) == [])
        #expect(
            isClose(
                statistics.targetStatistics.stableRank, golden.target_stable_rank, relative: 1e-5,
                absolute: 0))
        #expect(
            isClose(
                statistics.targetStatistics.alignmentCeiling(k: golden.k), golden.cka_ceiling,
                relative: 1e-5, absolute: 1e-12))
    }

    @Test("the degenerate goldens are all there")
    func degenerateGoldensExist() {
        #expect(degenerateCases.count == 20)
    }

    private func measure(_ golden: NetworkGolden) throws -> ([LayerStatistics], [Double]) {
        let targets = Matrix<Double>(golden.train_targets)
        let testTargets = Matrix<Double>(golden.test_targets)
        var layers: [LayerStatistics] = []
        var testErrors: [Double] = []
        for (index, weight) in golden.weights.enumerated() {
            let layer = try statistics(
                features: Matrix(golden.train_features[index]), weight: Matrix(weight),
                targets: targets, blockRows: 64, layer: index)
            var error = SquaredErrorSum()
            error.add(
                predictions: layer.predictor.predictions(
                    for: Matrix(golden.test_features[index])),
                targets: testTargets)
            layers.append(layer)
            testErrors.append(try #require(error.mean))
        }
        return (layers, testErrors)
    }

    private func meanSquaredError(_ output: [[Float]], _ targets: [[Double]]) throws -> Double {
        var error = SquaredErrorSum()
        error.add(predictions: Matrix<Float>(output).asDouble, targets: Matrix(targets))
        return try #require(error.mean)
    }

    private func document(_ measurement: ModelMeasurement) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: measurement.json())
    }

    /// Differences in what the golden has; `name` and the training's context are not NumPy's.
    private func differences(
        _ found: JSONValue, from expected: JSONValue, without ignored: Set<String>
    ) -> [String] {
        let context: Set = [
            "epoch", "decay_budget", "labels", "samples", "feature_columns", "target_columns",
        ]
        return found.removing(ignored.union(context))
            .differences(from: expected, isClose: Self.agrees)
    }
}

extension JSONValue {
    /// Without the members of these names, at any depth.
    fileprivate func removing(_ names: Set<String>) -> JSONValue {
        switch self {
        case .object(let members):
            .object(members.filter { !names.contains($0.key) }.mapValues { $0.removing(names) })
        case .list(let items):
            .list(items.map { $0.removing(names) })
        default:
            self
        }
    }
}

// Member names are those of the JSON files.

struct LayerGolden: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let k: Int
    let features: [[Float]]
    let weight: [[Float]]
    let targets: [[Double]]
    let expected: JSONValue
    let target_stable_rank: Double?
    let cka_ceiling: Double?

    var testDescription: String { name }
}

private struct NetworkGolden: Decodable {
    let weights: [[[Float]]]
    let train_features: [[[Float]]]
    let test_features: [[[Float]]]
    let train_targets: [[Double]]
    let test_targets: [[Double]]
    let train_output: [[Float]]
    let test_output: [[Float]]
    let expected: [Expected]

    struct Expected: Decodable {
        let document: JSONValue
        var k: Int? {
            if case .number(let value)? = document["k"] { Int(value) } else { nil }
        }

        init(from decoder: any Decoder) throws {
            document = try JSONValue(from: decoder)
        }
    }
}

private func load<Golden: Decodable>(_ name: String, as type: Golden.Type) throws -> Golden {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

/// Empty when the file cannot be read, which `degenerateGoldensExist` reports.
private let degenerateCases: [LayerGolden] =
    (try? load("degenerate", as: [LayerGolden].self)) ?? []
