internal import LinearAlgebra

/// Whose way of drawing a test set from a seed.
package enum SplitConvention: String, Sendable, CaseIterable {
    /// `sklearn.model_selection.train_test_split(test_size=f, random_state=seed)`: the order is
    /// NumPy's `RandomState(seed).permutation(N)` (MT19937).
    /// Source: the paper's code for everything but UTKFace.
    case scikitLearn = "scikit-learn"

    /// `dataset.shuffle(seed=seed).train_test_split(f, seed=seed)` of Hugging Face datasets: p is
    /// NumPy's `default_rng(seed).permutation(N)` (PCG64), drawn twice from the same seed, so the
    /// order is p[p[0]], p[p[1]], ….
    /// Source: the paper's code for UTKFace.
    case huggingFaceDatasets = "hugging-face-datasets"

    /// The samples in the drawn order, the test set first.
    func order(_ sampleCount: Int, seed: UInt32) -> [Int] {
        switch self {
        case .scikitLearn:
            var generator = MersenneTwister(seed: seed)
            return generator.permutation(sampleCount)
        case .huggingFaceDatasets:
            var generator = PCG64(seed: UInt64(seed))
            let shuffled = generator.permutation(sampleCount)
            return shuffled.map { shuffled[$0] }
        }
    }
}
