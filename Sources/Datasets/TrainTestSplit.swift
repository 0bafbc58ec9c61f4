internal import LinearAlgebra

/// Which samples train and which test, as scikit-learn's `train_test_split` chooses them, bit for
/// bit.
///
/// The order is NumPy's `RandomState(seed).permutation(N)`; its first ⌈f·N⌉ indices (computed in
/// double precision, as scikit-learn does) are the test set, the rest the training set, both in the
/// drawn order.
/// Source: the paper's code (`test_size=0.2, random_state=42`).
package struct TrainTestSplit: Sendable, Equatable {
    package let test: [Int]
    package let train: [Int]

    /// - Parameters:
    ///   - sampleCount: N ≥ 0.
    ///   - testFraction: f, above 0 and below 1.
    ///   - seed: `random_state`.
    package init(
        sampleCount: Int, testFraction: Double = 0.2, seed: UInt32 = 42
    ) throws(TrainTestSplitError) {
        precondition(sampleCount >= 0, "a count is not negative")
        precondition(testFraction > 0 && testFraction < 1, "the test set is a proper part")
        let testCount = Int((testFraction * Double(sampleCount)).rounded(.up))
        guard testCount > 0, testCount < sampleCount else {
            throw .tooFewSamples(sampleCount, testFraction)
        }
        var generator = MersenneTwister(seed: seed)
        let order = generator.permutation(sampleCount)
        test = Array(order[..<testCount])
        train = Array(order[testCount...])
    }
}

/// Too few samples to have both a training and a test set.
package struct TrainTestSplitError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension TrainTestSplitError {
    fileprivate static func tooFewSamples(_ count: Int, _ fraction: Double) -> TrainTestSplitError {
        TrainTestSplitError(
            description: "\(count) samples can't be split into a training and a test set with the "
                + "fraction \(fraction) for the test; give more samples")
    }
}
