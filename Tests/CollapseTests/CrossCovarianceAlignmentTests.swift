import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct CrossCovarianceAlignmentTests {
    /// Centred, orthogonal columns: the Hadamard columns but the constant one, each with a factor.
    private func columns(_ scaled: [(index: Int, scale: Float)]) -> Matrix<Float> {
        var result = Matrix<Float>(zeros: 8, scaled.count)
        for (column, part) in scaled.enumerated() {
            for row in 0..<8 { result[row, column] = part.scale * hadamard8[row, part.index] }
        }
        return result
    }

    private func measured(
        _ features: Matrix<Float>, _ targets: Matrix<Float>, k: Int
    ) throws -> (signal: Double?, noise: Double?) {
        let layer = try statistics(
            features: features, weight: Matrix(zeros: 1, features.columns),
            targets: targets.asDouble
        ).measurement(k: k)
        return (layer.crossCovarianceAlignment, layer.crossCovarianceNoise)
    }

    private func isClose(
        _ found: Double?, _ expected: Double?, absolute: Double = 1e-12
    ) -> Bool {
        CollapseTests.isClose(found, expected, relative: 0, absolute: absolute)
    }

    /// Targets with directions of strength 3, 2 and 1.
    private var targets: Matrix<Float> { columns([(1, 3), (2, 2), (3, 1)]) }

    @Test("features that know the leading targets read 1 and 0")
    func aligned() throws {
        let found = try measured(columns([(1, 1), (2, 1)]), targets, k: 2)
        #expect(isClose(found.signal, 1) && isClose(found.noise, 0))
    }

    @Test("features that know the weakest target read 0 and 1 at r = 1")
    func reversed() throws {
        let found = try measured(columns([(3, 1)]), targets, k: 1)
        #expect(isClose(found.signal, 0) && isClose(found.noise, 1))
    }

    @Test("a direction that the features don't know counts as a right angle")
    func missing() throws {
        let found = try measured(columns([(1, 1), (4, 1)]), targets, k: 2)
        #expect(isClose(found.signal, 0.5) && isClose(found.noise, 0))
    }

    @Test("a direction between the two reads both cosines")
    func between() throws {
        // Σ_HY of a feature q₁ + 3 q₃ is proportional to (3, 0, 3).
        var feature = columns([(1, 1)])
        for row in 0..<8 { feature[row, 0] += 3 * hadamard8[row, 3] }
        let found = try measured(feature, targets, k: 1)
        #expect(isClose(found.signal, 0.5.squareRoot()) && isClose(found.noise, 0.5.squareRoot()))
    }

    @Test("targets of exactly the rank r read 1 and 0 whatever the features")
    func trivial() throws {
        var lowRank = coarseNormal(30, 1, seed: 3)
        lowRank = Matrix(
            rows: 30, columns: 3, elements: lowRank.elements.flatMap { [$0, 2 * $0, -$0] })
        let found = try measured(coarseNormal(30, 4, seed: 4), lowRank, k: 1)
        #expect(isClose(found.signal, 1))
        // The remaining directions are known to the rounding of the targets.
        #expect(isClose(found.noise, 0, absolute: 1e-7))
    }

    @Test("there is no noise side with as many directions as targets, and nothing without features")
    func undefined() throws {
        let all = try measured(columns([(1, 1), (2, 1)]), targets, k: 3)
        #expect(isClose(all.signal, 2.0 / 3) && all.noise == nil)
        let nothing = try measured(Matrix(zeros: 8, 2), targets, k: 1)
        #expect(nothing.signal == nil && nothing.noise == nil)
    }
}
