import Foundation
import LinearAlgebra
import Testing

@Suite struct StandardNormalTests {
    @Test(
        "normals are the polar method's on the published generator",
        arguments: try RandomStreamTests.Golden.load())
    func golden(_ golden: RandomStreamTests.Golden) throws {
        var stream = try golden.start
        for expected in golden.normals {
            // Both sides take a logarithm and a root, each within an ulp or two.
            #expect(abs(stream.standardNormal() - expected) <= 8 * expected.ulp)
        }
    }

    @Test("moments and tails are those of the standard normal distribution")
    func moments() {
        var stream = RandomStream(seed: 12, stream: "test")
        let count = 40_000
        let values = (0..<count).map { _ in stream.standardNormal() }
        func moment(_ power: Int) -> Double {
            values.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
        }
        // Five deviations of each sample moment: √(Var(xᵏ)/40000) with Var = 1, 2, 15, 96.
        #expect(abs(moment(1)) < 5 * 0.005)
        #expect(abs(moment(2) - 1) < 5 * 0.0071)
        #expect(abs(moment(3)) < 5 * 0.0194)
        #expect(abs(moment(4) - 3) < 5 * 0.049)
        // P(|x| > 1.96) = 0.05, with a deviation of 0.0011.
        let tail = Double(values.count { abs($0) > 1.959_964 }) / Double(count)
        #expect(abs(tail - 0.05) < 5 * 0.0011)
        let correlation = zip(values, values.dropFirst()).reduce(0.0) { $0 + $1.0 * $1.1 }
        #expect(abs(correlation / Double(count)) < 5 * 0.005)
    }

    @Test("a matrix is filled row by row from the stream")
    func matrix() {
        var first = RandomStream(seed: 1, stream: "test")
        var second = first
        let matrix = first.standardNormalMatrix(rows: 3, columns: 4)
        #expect(matrix.shape == [3, 4])
        #expect(matrix.elements == (0..<12).map { _ in second.standardNormal() })
        #expect(first == second)
    }
}
