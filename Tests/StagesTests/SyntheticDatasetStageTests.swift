import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@Suite struct SyntheticDatasetStageTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    @Test("values beyond single precision are refused where they arise, not by a later stage")
    func overflow() {
        let refusal = folder.refusal(
            .syntheticDataset,
            [
                "seed": .integer(1), "teacher": .text("linear"), "samples": .integer(20),
                "input_dimension": .integer(3), "target_dimension": .integer(2),
                "rank": .integer(2), "noise": .real(1e200), "standardise": .boolean(false),
                "minimum_eigenvalue_ratio": .real(0),
            ])
        let targets = folder.path("synthetic.dataset/targets.npy")
        #expect(
            refusal == """
                the values for '\(targets)' overflow single precision in row 0, column 0 (from \
                0); rescale the data
                """)
        #expect(!FileManager.default.fileExists(atPath: targets))
    }
}
