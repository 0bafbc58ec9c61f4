import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

/// `synthetic.dataset` beside Python (`Golden/dataset_reference.py`), which draws from the
/// documented streams and splits by NumPy's own `RandomState`.
@Suite struct DatasetStageGoldenTests {
    /// Files hold single precision: 6e-8 of a number, and the largest is below 16.
    private static let tolerance = 1e-6
    /// Eigenvalues of the same doubles by another route.
    private static let eigenvalueTolerance = 1e-12

    @Test("a generated dataset has Python's numbers in all four files", arguments: [0, 1, 2])
    func dataset(index: Int) throws {
        let goldens = try GoldenFile.json("stage_datasets.json", as: Goldens.self)
        try #require(goldens.cases.count == 3)
        let golden = goldens.cases[index]
        let folder = try StageFolder()
        let arrays = golden.expected.arrays
        let outputs = try folder.run(.syntheticDataset, golden.parameters.request)
        for array in arrays {
            let found = try GoldenFile.rows(#require(outputs[array.name]))
            try #require(found.map(\.count) == array.rows.map(\.count), "\(array.name)")
            let distance =
                zip(found.joined(), array.rows.joined())
                .map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
            #expect(distance <= Self.tolerance, "\(golden.name): \(array.name)")
        }
        let summary = try GoldenFile.json(#require(outputs["summary"]), as: Summary.self)
        try #require(summary.signalEigenvalues.count == golden.signalEigenvalues.count)
        for (found, expected) in zip(summary.signalEigenvalues, golden.signalEigenvalues) {
            #expect(abs(found - expected) <= Self.eigenvalueTolerance)
        }
    }
}

private struct Goldens: Decodable {
    struct Case: Decodable {
        let name: String
        let parameters: Parameters
        let expected: Expected
        let signalEigenvalues: [Double]
    }

    let cases: [Case]
}

private struct Expected: Decodable {
    let features: [[Double]]
    let targets: [[Double]]
    let testFeatures: [[Double]]
    let testTargets: [[Double]]

    var arrays: [(name: String, rows: [[Double]])] {
        [
            ("features", features), ("targets", targets), ("test_features", testFeatures),
            ("test_targets", testTargets),
        ]
    }
}

private struct Summary: Decodable {
    let signalEigenvalues: [Double]
}

private struct Parameters: Decodable {
    let seed: Int
    let teacher: String
    let samples: Int
    let inputDimension: Int
    let targetDimension: Int
    let rank: Int
    let noise: Double
    let testFraction: Double
    let splitSeed: Int
    let standardise: Bool
    let minimumEigenvalueRatio: Double

    var request: [String: RequestValue] {
        [
            "seed": .integer(seed), "teacher": .text(teacher), "samples": .integer(samples),
            "input_dimension": .integer(inputDimension),
            "target_dimension": .integer(targetDimension), "rank": .integer(rank),
            "noise": .real(noise), "test_fraction": .real(testFraction),
            "split_seed": .integer(splitSeed), "standardise": .boolean(standardise),
            "minimum_eigenvalue_ratio": .real(minimumEigenvalueRatio),
        ]
    }
}
