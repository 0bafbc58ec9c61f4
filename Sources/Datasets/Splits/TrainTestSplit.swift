/// Which samples train and which test, as a Python library chooses them, bit for bit.
///
/// Of the drawn order the first ⌈f·N⌉ indices (computed in double precision, as both libraries do)
/// are the test set, the rest the training set, both in that order.
/// Source: the paper's code (`test_size=0.2`, seed 42).
package struct TrainTestSplit: Sendable, Equatable {
    package let test: [Int]
    package let train: [Int]

    /// - Parameters:
    ///   - sampleCount: N ≥ 0.
    ///   - testFraction: f, above 0 and below 1.
    ///   - seed: `random_state` or `seed`.
    package init(
        sampleCount: Int, by convention: SplitConvention = .scikitLearn,
        testFraction: Double = 0.2, seed: UInt32 = 42
    ) throws(TrainTestSplitError) {
        precondition(sampleCount >= 0, "a count is not negative")
        precondition(testFraction > 0 && testFraction < 1, "the test set is a proper part")
        let testCount = Int((testFraction * Double(sampleCount)).rounded(.up))
        guard testCount > 0, testCount < sampleCount else {
            throw .tooFewSamples(sampleCount, testFraction)
        }
        let order = convention.order(sampleCount, seed: seed)
        test = Array(order[..<testCount])
        train = Array(order[testCount...])
    }

    private init(test: [Int], train: [Int]) {
        self.test = test
        self.train = train
    }

    /// The split with only the first samples of the training set, in the drawn order: a random part
    /// of it.
    package func keeping(trainingSamples count: Int) -> TrainTestSplit {
        precondition((1...train.count).contains(count), "a part of the training set")
        return TrainTestSplit(test: test, train: Array(train[..<count]))
    }
}

/// Too few samples to have both a training and a test set.
package struct TrainTestSplitError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension TrainTestSplitError {
    fileprivate static func tooFewSamples(_ count: Int, _ fraction: Double) -> TrainTestSplitError {
        let samples = count == 1 ? "1 sample" : "\(count) samples"
        return TrainTestSplitError(
            description: "\(samples) can't be split into a training and a test set with the "
                + "fraction \(fraction) for the test; give more samples")
    }
}
