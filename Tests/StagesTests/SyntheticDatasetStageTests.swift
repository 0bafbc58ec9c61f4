import Foundation
import Testing
import WorkerProtocol

@testable import Stages

@Suite struct SyntheticDatasetStageTests {
    @Test("values beyond single precision are refused where they arise, not by a later stage")
    func overflow() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-overflow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let outputs = ["features", "targets", "test_features", "test_targets", "summary"]
        let request = StageRequest(
            stage: "data", kind: "synthetic.dataset",
            parameters: [
                "seed": .integer(1), "teacher": .text("linear"), "samples": .integer(20),
                "input_dimension": .integer(3), "target_dimension": .integer(2),
                "rank": .integer(2), "noise": .real(1e200), "test_fraction": .real(0.2),
                "split_seed": .integer(42), "standardise": .boolean(false),
                "minimum_eigenvalue_ratio": .real(0),
            ],
            inputs: [:],
            outputs: Dictionary(
                uniqueKeysWithValues: outputs.map { ($0, folder.appendingPathComponent($0).path) }),
            threads: 1, profile: nil)
        let file = folder.appendingPathComponent("request.json")
        try JSONEncoder().encode(request).write(to: file)
        let targets = folder.appendingPathComponent("targets").path
        let error = #expect(throws: StageError.self) {
            try StageRunner.run(
                requestPath: file.path,
                responsePath: folder.appendingPathComponent("response.json").path)
        }
        #expect(
            error?.description
                == "the values for '\(targets)' overflow single precision in row 0, column 0 "
                + "(from 0); use less noise")
        #expect(!FileManager.default.fileExists(atPath: targets))
    }
}
