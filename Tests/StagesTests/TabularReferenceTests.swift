import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import DataManifests

/// `dataset.tabular` beside scikit-learn and NumPy (`Golden/tabular_reference.py`).
@Suite struct TabularReferenceTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    @Test("a prepared table has scikit-learn's numbers in all four files", arguments: 0..<3)
    func arrays(index: Int) throws {
        let golden = try goldenCase(index)
        let outputs = try run(golden)
        for (name, expected) in golden.arrays {
            let found = try GoldenFile.rows(#require(outputs[name]))
            try #require(found.map(\.count) == expected.map(\.count), "\(name)")
            // Both sides round doubles that differ in the last bits to single precision: at most one
            // unit of its last place, 6e-8 … 1.2e-7 of the number. Of a constant column
            // scikit-learn leaves the rounding of its mean, 1e-17, where the stage has 0.
            let distance =
                zip(found.joined(), expected.joined())
                .map { abs($0 - $1) / max(abs($1), 1e-9) }.max() ?? .infinity
            #expect(distance <= 1.2e-7, "\(golden.name): \(name)")
        }
    }

    @Test("the summary has NumPy's counts, moments and spectrum", arguments: 0..<3)
    func summary(index: Int) throws {
        let golden = try goldenCase(index)
        let found = try GoldenFile.json(#require(run(golden)["summary"]), as: TableSummary.self)
        #expect(found.differences(from: golden.summary) == [])
    }

    @Test("the goldens tell splits, scalings, ranks and constant columns apart")
    func goldensAreTelling() throws {
        let cases = try GoldenFile.json("stage_tables.json", as: Goldens.self).cases
        #expect(cases.map(\.parameters.split) == [nil, nil, "hugging-face-datasets"])
        #expect(cases.map(\.parameters.standardise) == [nil, false, nil])
        #expect(cases.map(\.summary.constantInputs) == [[4], [0, 2], [3, 4]])
        #expect(cases.map(\.summary.targetRank) == [2, 2, 2])
        #expect(cases.map(\.summary.targets) == [3, 2, 3])
        #expect(cases.map(\.summary.trainSamples) == [29, 22, 10])
    }

    private func goldenCase(_ index: Int) throws -> Goldens.Case {
        let cases = try GoldenFile.json("stage_tables.json", as: Goldens.self).cases
        try #require(cases.count == 3)
        return cases[index]
    }

    private func run(_ golden: Goldens.Case) throws -> [String: URL] {
        var table = DescribedTable.named
        table.format = .csv(columns: .named(inputs: golden.inputs, targets: golden.targets))
        return try folder.run(
            .tabularDataset, golden.parameters.request,
            inputs: [
                "files": DescribedTable.folder, "description": try table.write(to: folder),
            ])
    }
}

/// What is compared of a summary.
struct TableSummary: Decodable {
    let samples: Int
    let usedSamples: Int
    let trainSamples: Int
    let testSamples: Int
    let inputs: [Int]
    let targets: Int
    let targetSpectrum: [Double]
    let targetRank: Int
    let constantInputs: [Int]
    let targetMeans: [Double]
    let targetDeviations: [Double]

    private var counts: [String: [Int]] {
        [
            "samples": [samples, usedSamples, trainSamples, testSamples], "inputs": inputs,
            "targets": [targets], "target_rank": [targetRank], "constant_inputs": constantInputs,
        ]
    }

    private var numbers: [(name: String, values: [Double])] {
        [
            ("target_spectrum", targetSpectrum), ("target_means", targetMeans),
            ("target_deviations", targetDeviations),
        ]
    }

    /// What is not as expected.
    func differences(from expected: TableSummary) -> [String] {
        let wrong = counts.filter { expected.counts[$0.key] != $0.value }.map {
            "\($0.key): \($0.value)"
        }
        // Sums of up to 241,600 doubles in another order, each rounded to 1e-16 of itself; found to
        // be below 1e-13. An eigenvalue of 1e-6 of the largest has the largest one's error.
        let distant = zip(numbers, expected.numbers).filter { found, expected in
            found.values.count != expected.values.count
                || zip(found.values, expected.values).contains {
                    abs($0 - $1) > 1e-12 * max(1, abs($1))
                }
        }
        return wrong + distant.map { "\($0.0.name): \($0.0.values)" }
    }
}

private struct Goldens: Decodable {
    struct Case: Decodable {
        let name: String
        let inputs: [String]
        let targets: [String]
        let parameters: Parameters
        let arrays: [String: [[Double]]]
        let summary: TableSummary
    }

    struct Parameters: Decodable {
        let first: Int?
        let split: String?
        let splitSeed: Int?
        let testFraction: Double?
        let trainingSamples: Int?
        let standardise: Bool?

        var request: [String: RequestValue] {
            var request: [String: RequestValue] = [:]
            request["first"] = first.map { .integer($0) }
            request["split"] = split.map { .text($0) }
            request["split_seed"] = splitSeed.map { .integer($0) }
            request["test_fraction"] = testFraction.map { .real($0) }
            request["training_samples"] = trainingSamples.map { .integer($0) }
            request["standardise"] = standardise.map { .boolean($0) }
            return request
        }
    }

    let cases: [Case]
}
