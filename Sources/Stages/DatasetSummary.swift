internal import DataManifests
internal import Datasets
internal import Foundation
internal import LinearAlgebra

/// What a prepared data set is, as its stage writes it into `summary.json`.
struct DatasetSummary: Codable {
    /// An eigenvalue of the targets' covariance below this share of the largest counts as no
    /// direction of its own; the share that `synthetic.dataset` asks for by default.
    static let rankThreshold = 0.01

    var dataset: String?
    var title: String?
    var source: String?
    var fidelity: Fidelity?
    var note: String?
    /// What stands in for the real data.
    var standIn: String?
    /// In the files, as far as they were read.
    var samples: Int
    /// Whether there are more that nobody has counted.
    var isCut: Bool?
    /// Of those, after `first`.
    var usedSamples: Int
    var trainSamples: Int
    var testSamples: Int
    /// The shape of one sample.
    var inputs: [Int]
    var targets: Int
    /// Eigenvalues of the covariance of all used samples' targets, each standardised by its own
    /// moments, over the largest one; descending.
    var targetSpectrum: [Double]
    /// How many of them reach `rankThreshold`.
    var targetRank: Int
    /// Input columns whose values are all equal.
    var constantInputs: [Int]?
    /// Of the targets in the training set, before they were scaled.
    var targetMeans: [Double]
    var targetDeviations: [Double]
    /// Of all used samples, where `min-max` scaled the targets by them.
    var targetMinima: [Double]?
    var targetMaxima: [Double]?

    /// - Parameters:
    ///   - samples: in the files.
    ///   - targets: `[used samples, t]`, before scaling.
    init(
        _ description: DatasetDescription?, samples: Int, inputs: [Int],
        targets: Matrix<Double>, split: TrainTestSplit
    ) throws {
        dataset = description?.dataset
        title = description?.title
        source = description?.source
        fidelity = description?.fidelity
        note = description?.note
        standIn = description?.standIn
        isCut = description?.isCut
        self.samples = samples
        usedSamples = targets.rows
        trainSamples = split.train.count
        testSamples = split.test.count
        self.inputs = inputs
        self.targets = targets.columns
        let eigenvalues = try SymmetricEigen(
            of: TargetRank.covariance(ofStandardised: targets)
        ).values
        let largest = eigenvalues.first ?? 0
        targetSpectrum = eigenvalues.map { largest > 0 ? max(0, $0 / largest) : 0 }
        targetRank = targetSpectrum.count { $0 >= Self.rankThreshold }
        let moments = Standardisation(of: targets.gatheringRows(split.train))
        targetMeans = moments.means
        targetDeviations = moments.scales
    }

    /// - Throws: `StageError` for a file that no such stage wrote.
    static func read(_ path: String) throws -> DatasetSummary {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(
                Self.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw StageError.notASummary(path)
        }
    }
}

extension StageError {
    fileprivate static func notASummary(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' is not the summary of a prepared data set; give the output 'summary' of \
                a 'dataset.tabular' or 'dataset.images' stage
                """)
    }
}
