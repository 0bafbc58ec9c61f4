import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

/// `dataset.images` beside h5py, Pillow, NumPy and scikit-learn (`Golden/make_image_goldens.py`), on
/// recordings in the layout of the CORL 2017 release.
@Suite struct ImageReferenceTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    @Test("recordings become the reference's pictures, in its order", arguments: 0..<3)
    func pictures(index: Int) throws {
        let golden = try goldenCase(index)
        let outputs = try run(golden)
        for (name, digest, count) in [
            ("images", golden.images, golden.order.count),
            ("test_images", golden.testImages, golden.testOrder.count),
        ] {
            let array = try NumPyFile(#require(outputs[name]))
            #expect(array.elementType == "|u1")
            #expect(array.shape == [count] + golden.shape, "\(golden.name): \(name)")
            #expect(GoldenFile.sha256(array.data) == digest, "\(golden.name): \(name)")
        }
    }

    @Test("targets and summary are scaled and counted as the reference's", arguments: 0..<3)
    func targets(index: Int) throws {
        let golden = try goldenCase(index)
        let outputs = try run(golden)
        for (name, expected) in [
            ("targets", golden.targets), ("test_targets", golden.testTargets),
        ] {
            let found = try GoldenFile.rows(#require(outputs[name]))
            try #require(found.map(\.count) == expected.map(\.count))
            // Both sides round doubles that differ in the last bits to single precision.
            let distance =
                zip(found.joined(), expected.joined())
                .map { abs($0 - $1) / max(abs($1), 1e-30) }.max() ?? .infinity
            #expect(distance <= 1.2e-7, "\(golden.name): \(name)")
        }
        let summary = try GoldenFile.json(#require(outputs["summary"]), as: ImageSummary.self)
        #expect(summary.rounded == golden.summary.rounded)
    }

    @Test("the goldens tell scales, sizes, splits and limits apart")
    func goldensAreTelling() throws {
        let cases = try (0..<3).map(goldenCase)
        #expect(
            cases.map(\.parameters.targetScale) == ["min-max", "standardised", "none"])
        #expect(cases.map(\.shape) == [[88, 200, 3], [20, 50, 3], [88, 230, 3]])
        #expect(cases.map(\.summary.usedSamples) == [8, 6, 8])
        #expect(cases.map(\.summary.targetMinima) == [[0, 0.3125], nil, nil])
        #expect(Set(cases.map(\.images)).count == 3)
    }

    private func goldenCase(_ index: Int) throws -> Goldens.Case {
        let cases = try GoldenFile.json("stage_images.json", as: Goldens.self).cases
        try #require(cases.count == 3)
        return cases[index]
    }

    private func run(_ golden: Goldens.Case) throws -> [String: URL] {
        try folder.run(
            .imageDataset, golden.parameters.request,
            inputs: [
                "files": GoldenFile.ofDatasets(""),
                "description": try DescribedPictures.driving.write(to: folder),
            ])
    }
}

private struct ImageSummary: Decodable, Equatable {
    let samples: Int
    let usedSamples: Int
    let trainSamples: Int
    let testSamples: Int
    let inputs: [Int]
    let targets: Int
    let targetRank: Int
    var targetSpectrum: [Double]
    var targetMeans: [Double]
    var targetDeviations: [Double]
    let targetMinima: [Double]?
    let targetMaxima: [Double]?
    /// Pictures have no columns.
    let constantInputs: [Int]?

    /// Without the last digits, which depend on the order of a sum of eight doubles (1e-15).
    var rounded: ImageSummary {
        var result = self
        result.targetSpectrum = targetSpectrum.map(Self.rounded)
        result.targetMeans = targetMeans.map(Self.rounded)
        result.targetDeviations = targetDeviations.map(Self.rounded)
        return result
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
}

private struct Goldens: Decodable {
    struct Case: Decodable {
        let name: String
        let parameters: Parameters
        let shape: [Int]
        let order: [Int]
        let testOrder: [Int]
        let images: String
        let testImages: String
        let targets: [[Double]]
        let testTargets: [[Double]]
        let summary: ImageSummary
    }

    struct Parameters: Decodable {
        let first: Int?
        let height: Int?
        let width: Int?
        let split: String?
        let testFraction: Double?
        let splitSeed: Int?
        let trainingSamples: Int?
        let targetScale: String

        var request: [String: RequestValue] {
            var request: [String: RequestValue] = ["target_scale": .text(targetScale)]
            request["split"] = split.map { .text($0) }
            request["test_fraction"] = testFraction.map { .real($0) }
            let integers = [
                "first": first, "height": height, "width": width, "split_seed": splitSeed,
                "training_samples": trainingSamples,
            ]
            for (name, value) in integers { request[name] = value.map { .integer($0) } }
            return request
        }
    }

    let cases: [Case]
}
