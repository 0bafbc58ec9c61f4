import Kernels
import LinearAlgebra
import Testing

/// Every kernel against its definition, written as a plain loop here.
@Suite struct KernelsTests {
    /// Around whole vectors of 16, 8 and 4 numbers, and the block of the search for NaN.
    static let counts = [0, 1, 7, 15, 16, 17, 31, 33, 100, 1023, 1024, 1025]

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var stream = RandomStream(seed: seed, stream: "kernels")
        return (0..<count).map { _ in Float(stream.standardNormal()) }
    }

    @Test(
        "the squared error is exact lane by lane", arguments: counts)
    func squaredError(_ count: Int) {
        let predictions = numbers(count, seed: 1)
        let targets = numbers(count, seed: 2)
        let differences = zip(predictions, targets).map { $0 - $1 }
        var lanes = [Double](repeating: 0, count: 16)
        for (index, difference) in differences.enumerated() {
            lanes[index % 16] += Double(difference) * Double(difference)
        }
        while lanes.count > 1 {
            let half = lanes.count / 2
            lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        let sum = unsafe nrc_squared_error(predictions, targets, count)
        #expect(sum == lanes[0])
        // Any other order of at most 1025 additions of positive numbers differs by 1025 · 2⁻⁵³.
        let naive = differences.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(sum - naive) <= 1025 * 0x1p-53 * naive)
    }

    @Test("a step of gradient descent is exact", arguments: counts)
    func gradientDescent(_ count: Int) {
        var weights = numbers(count, seed: 1)
        var velocities = numbers(count, seed: 2)
        let gradients = numbers(count, seed: 3)
        let factors = nrc_sgd_factors(
            learning_rate: 0.1, weight_decay: 0.01, momentum: 0.9, gradient_share: 0.7)
        let expectedVelocities = (0..<count).map {
            Float(0.9) * velocities[$0]
                + Float(0.7) * (gradients[$0] + Float(0.01) * weights[$0])
        }
        let expectedWeights = (0..<count).map { weights[$0] - Float(0.1) * expectedVelocities[$0] }
        unsafe nrc_sgd_step(&weights, &velocities, gradients, count, factors)
        #expect(velocities == expectedVelocities)
        #expect(weights == expectedWeights)
    }

    @Test("velocities of dead units end at zero, not among the subnormal numbers")
    func subnormalVelocities() {
        var weights = [Float](repeating: 1, count: 20)
        var velocities = [Float](repeating: 2 * .leastNormalMagnitude, count: 20)
        let gradients = [Float](repeating: 0, count: 20)
        let factors = nrc_sgd_factors(
            learning_rate: 0.1, weight_decay: 0, momentum: 0.4, gradient_share: 1)
        unsafe nrc_sgd_step(&weights, &velocities, gradients, 20, factors)
        #expect(velocities == [Float](repeating: 0, count: 20))
        // The caller's arithmetic is as it was: half of the least normal number is not zero.
        #expect(weights.map { $0 * .leastNormalMagnitude / 2 }.allSatisfy { $0 > 0 })
    }

    @Test("the first NaN or infinity is found wherever it is", arguments: counts)
    func nonFinite(_ count: Int) {
        var values = numbers(count, seed: 1)
        #expect(unsafe nrc_first_non_finite(values, count) == count)
        for (index, special) in [count - 1, count / 2, 0].enumerated() where count > 0 {
            values[special] = [Float.nan, .infinity, -.infinity][index]
            #expect(unsafe nrc_first_non_finite(values, count) == special)
        }
    }

    @Test("all 65,536 halves and bfloat16s become the same singles")
    func narrowFormats() {
        let patterns = (0...UInt16.max).map { $0 }
        var halves = [Float](repeating: 0, count: patterns.count)
        unsafe nrc_widen_half(patterns, patterns.count, &halves)
        var brains = [Float](repeating: 0, count: patterns.count)
        unsafe nrc_widen_bfloat16(patterns, patterns.count, &brains)
        let halfMismatches = patterns.filter { pattern in
            let expected = half(pattern)
            let found = halves[Int(pattern)]
            return expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
        }
        #expect(halfMismatches == [])
        #expect(patterns.allSatisfy { brains[Int($0)].bitPattern == UInt32($0) << 16 })
    }

    /// A half by the definition of its fields: sign, 5 bits of exponent, 10 of fraction.
    private func half(_ pattern: UInt16) -> Float {
        let sign: FloatingPointSign = pattern >> 15 == 1 ? .minus : .plus
        let exponent = Int(pattern >> 10 & 0x1f)
        let fraction = Float(pattern & 0x3ff)
        switch exponent {
        case 0x1f: return fraction == 0 ? (sign == .minus ? -.infinity : .infinity) : .nan
        case 0: return Float(sign: sign, exponent: -24, significand: fraction)
        default: return Float(sign: sign, exponent: exponent - 25, significand: 1024 + fraction)
        }
    }

    @Test("doubles are rounded to the nearest single")
    func doubles() {
        let values = [0.1, -1e300, 1e-46, 16_777_217, 16_777_219, 3.5]
        var found = [Float](repeating: .nan, count: values.count)
        unsafe nrc_narrow_double(values, values.count, &found)
        #expect(found == [0.1, -.infinity, 0, 16_777_216, 16_777_220, 3.5])
    }
}
