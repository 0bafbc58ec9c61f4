import Foundation
import WorkerProtocol

@testable import DataManifests
@testable import Stages

/// Data sets as a paper states them, and summaries of what was found, for `dataset.comparison`.
enum ComparedDatasets {
    static func stated(
        _ dataset: String, title: String? = nil, facts: StatedFacts? = nil,
        needsHand: Bool = false, hasTerms: Bool = false
    ) -> StatedDataset {
        StatedDataset(
            dataset: dataset, title: title ?? dataset.uppercased(), stated: facts,
            needsHand: needsHand, hasTerms: hasTerms)
    }

    static func facts(
        samples: Int = 1000, inputs: [Int] = [8], targets: Int = 2, targetRank: Int? = nil,
        task: String = "a task", architecture: String = "MLP 8×256"
    ) -> StatedFacts {
        StatedFacts(
            samples: samples, inputs: inputs, targets: targets, targetRank: targetRank,
            task: task, architecture: architecture)
    }

    /// A summary of 1,000 samples of 8 inputs and 2 targets, as JSON; `more` replaces members.
    static func summary(_ dataset: String?, _ more: [String: Any] = [:]) throws -> String {
        var members: [String: Any] = [
            "source": "publisher", "fidelity": "original", "samples": 1000, "used_samples": 1000,
            "train_samples": 800, "test_samples": 200, "inputs": [8], "targets": 2,
            "target_spectrum": [1, 0.5], "target_rank": 2, "target_means": [0, 0],
            "target_deviations": [1, 1],
        ]
        members["dataset"] = dataset
        members.merge(more) { $1 }
        let json = try JSONSerialization.data(
            withJSONObject: members.filter { !($0.value is NSNull) }, options: .sortedKeys)
        return String(decoding: json, as: UTF8.self)
    }

    static func parameters(_ stated: [StatedDataset]) throws -> [String: RequestValue] {
        [
            "datasets": .list(stated.map { .text($0.dataset) }),
            "stated": try RequestValue(encoding: stated),
        ]
    }
}
