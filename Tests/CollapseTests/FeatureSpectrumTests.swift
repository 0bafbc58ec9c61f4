import Testing

@testable import Collapse

@Suite struct FeatureSpectrumTests {
    /// λ = 16, 4, 1: sums, shares and ratios are exact in binary or nearly so.
    private let spectrum = FeatureSpectrum(singularValues: [4, 2, 1])

    @Test("the noise component is the variance outside the top-k subspace")
    func noiseComponent() {
        // A few roundings of numbers near 1.
        #expect(isClose(spectrum.noiseComponent(k: 1), 5 / 21, relative: 1e-15, absolute: 0))
        #expect(isClose(spectrum.noiseComponent(k: 2), 1 / 21, relative: 1e-15, absolute: 0))
    }

    @Test("a k of all dimensions or more leaves no noise")
    func noiseComponentBeyondDimensions() {
        #expect(spectrum.noiseComponent(k: 3) == 0)
        #expect(spectrum.noiseComponent(k: 100) == 0)
    }

    @Test("a noise component far below the rounding of 1 keeps its digits")
    func tinyNoiseComponent() {
        let collapsed = FeatureSpectrum(singularValues: [1, 1e-10])
        #expect(isClose(collapsed.noiseComponent(k: 1), 1e-20, relative: 1e-14, absolute: 0))
    }

    @Test("the stable rank adds eigenvalues, the code's adds their squares")
    func stableRanks() {
        #expect(spectrum.stableRank == 21.0 / 16)
        #expect(spectrum.squaredEigenvalueRank == 273.0 / 256)
    }

    @Test("shares are over the whole trace and no more than there are")
    func leadingShares() throws {
        let shares = try #require(spectrum.leadingShares(2))
        #expect(shares.count == 2)
        #expect(isClose(shares[0], 16 / 21, relative: 1e-15, absolute: 0))
        #expect(isClose(shares[1], 4 / 21, relative: 1e-15, absolute: 0))
        #expect(spectrum.leadingShares(9)?.count == 3)
    }

    @Test("the ceiling is that of the strongest directions")
    func ceiling() {
        for (rank, squares) in [(2, 272.0), (1, 256.0), (3, 273.0)] {
            let expected = (squares / 273).squareRoot()
            #expect(
                isClose(
                    spectrum.alignmentCeiling(rank: rank), expected, relative: 1e-15, absolute: 0))
        }
    }

    @Test("targets at k lose the weakest of min(k, t) directions")
    func ceilingOfTargets() {
        let targets = TargetStatistics(spectrum: spectrum, samples: 7)
        for (k, rank) in [(1, 0), (2, 1), (3, 2), (4, 2)] {
            #expect(targets.alignmentCeiling(k: k) == spectrum.alignmentCeiling(rank: rank))
        }
        #expect(targets.variance == 1)
    }

    @Test(
        "shares of the targets' variance give the published ceilings",
        arguments: [
            // Shares of the standardised targets' variance, over all samples of the three sets.
            (name: "Swimmer", shares: [0.83025662, 0.16974338], ceiling: 0.980),
            (name: "Reacher", shares: [0.77265363, 0.22734637], ceiling: 0.959),
            (name: "Hopper", shares: [0.44986718, 0.298738, 0.25139483], ceiling: 0.907),
        ])
    func publishedCeilings(set: (name: String, shares: [Double], ceiling: Double)) throws {
        let spectrum = FeatureSpectrum(singularValues: set.shares.map { $0.squareRoot() })
        let ceiling = try #require(spectrum.alignmentCeiling(rank: set.shares.count - 1))
        // Published with three digits.
        #expect(abs(ceiling - set.ceiling) <= 0.0005, "\(set.name)")
    }

    @Test("one target has nothing below it: a ceiling of 0")
    func ceilingOfOneTarget() {
        #expect(FeatureSpectrum(singularValues: [3]).alignmentCeiling(rank: 0) == 0)
    }

    @Test("a zero matrix has no ratio at all")
    func zeroMatrix() {
        for spectrum in [
            FeatureSpectrum(singularValues: [0, 0]), FeatureSpectrum(singularValues: []),
        ] {
            #expect(spectrum.noiseComponent(k: 1) == nil)
            #expect(spectrum.stableRank == nil)
            #expect(spectrum.squaredEigenvalueRank == nil)
            #expect(spectrum.leadingShares(3) == nil)
            #expect(spectrum.alignmentCeiling(rank: 1) == nil)
        }
    }

    @Test("values whose squares overflow or vanish make the same ratios")
    func extremeScales() {
        for scale in [0x1p600, 0x1p-600] {
            let scaled = FeatureSpectrum(singularValues: [4 * scale, 2 * scale, scale])
            #expect(scaled.noiseComponent(k: 1) == spectrum.noiseComponent(k: 1))
            #expect(scaled.stableRank == spectrum.stableRank)
            #expect(scaled.alignmentCeiling(rank: 2) == spectrum.alignmentCeiling(rank: 2))
        }
    }
}
