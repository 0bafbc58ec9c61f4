import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct TargetRankTests {
    @Test("the covariance of standardised targets has ones on its diagonal")
    func covariance() throws {
        let recipe = SyntheticRecipe(
            teacher: .linear, samples: 500, inputDimension: 5, targetDimension: 2, rank: 1, seed: 1)
        let signal = try SyntheticDataset(recipe).signal
        let covariance = TargetRank.covariance(ofStandardised: signal)
        #expect(covariance.shape == [2, 2])
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            // Rank 1: perfectly correlated, up to the sign.
            #expect(abs(abs(covariance[row, column]) - 1) < 1e-12)
        }
    }

    @Test("targets of the rank asked for pass")
    func passes() throws {
        let rank = try TargetRank(
            verifying: [5, 2, 1e-13, -1e-16], rank: 2, minimumEigenvalueRatio: 0.2, seed: 1)
        #expect(rank.smallestEigenvalueRatio == 0.4)
        #expect(rank.rank == 2)
        // Full rank: nothing must vanish.
        _ = try TargetRank(verifying: [2, 0.7, 0.3], rank: 3, minimumEigenvalueRatio: 0.1, seed: 1)
        _ = try TargetRank(verifying: [3], rank: 1, minimumEigenvalueRatio: 0.2, seed: 1)
        #expect(TargetRank.expected(teacherRank: 10, targetDimension: 3) == 3)
        #expect(TargetRank.expected(teacherRank: 2, targetDimension: 10) == 2)
    }

    @Test(
        "targets of another rank are refused with seed, eigenvalues and remedy",
        arguments: [
            (
                [5, 0.9, 0], 2,
                "the targets of seed 17 fall short of rank 2: eigenvalue 2 over the largest is "
                    + "0.18, below 0.2 (eigenvalues 5, 0.9, 0); choose another seed"
            ),
            (
                [5, 2, 1e-8], 2,
                "the targets of seed 17 exceed rank 2: eigenvalue 3 over the largest is 2e-09, "
                    + "above 1e-10 (eigenvalues 5, 2, 1e-08); choose another seed"
            ),
            (
                [0, 0], 1,
                "the targets of seed 17 are constant or not finite (eigenvalues 0, 0); choose "
                    + "another seed"
            ),
            (
                [.nan, 1], 1,
                "the targets of seed 17 are constant or not finite (eigenvalues nan, 1); choose "
                    + "another seed"
            ),
        ] as [([Double], Int, String)])
    func refused(eigenvalues: [Double], rank: Int, message: String) {
        #expect {
            try TargetRank(
                verifying: eigenvalues, rank: rank, minimumEigenvalueRatio: 0.2, seed: 17)
        } throws: {
            "\($0)" == message
        }
    }
}
