package import LinearAlgebra

/// What to generate: standard normal inputs and the targets of a random teacher.
package struct SyntheticRecipe: Sendable, Equatable {
    package enum Teacher: String, Sendable, CaseIterable {
        /// Y = X·A·B.
        case linear
        /// Y = ReLU(ReLU(X·A)·B)·C.
        case nonlinear
    }

    package var teacher: Teacher
    /// N.
    package var samples: Int
    /// d.
    package var inputDimension: Int
    /// t.
    package var targetDimension: Int
    /// r: the inner dimension of the linear teacher, the hidden width of the nonlinear one.
    package var rank: Int
    /// Standard deviation of independent normal noise added to each target, in the targets' units.
    package var noise: Double
    package var seed: UInt64

    package init(
        teacher: Teacher, samples: Int, inputDimension: Int, targetDimension: Int, rank: Int,
        noise: Double = 0, seed: UInt64
    ) {
        self.teacher = teacher
        self.samples = samples
        self.inputDimension = inputDimension
        self.targetDimension = targetDimension
        self.rank = rank
        self.noise = noise
        self.seed = seed
    }
}

/// A generated regression problem, a function of its recipe alone.
///
/// Three named streams of the seed, each drawn in row-major order:
/// * `inputs`: X, standard normal;
/// * `teacher`: the weights in the order in which the inputs meet them. Linear: A `[d, r]` with
///   variance 1/d, then B `[r, t]` with variance 1/r, so that targets have a variance near 1.
///   Nonlinear: A `[d, r]`, B `[r, r]`, C `[r, t]`, each He-normal (variance 2/fan-in), no biases;
/// * `noise`: the noise, drawn only when its deviation is not 0.
///
/// So a seed has the same teacher for any number of samples, and more inputs begin with the fewer
/// ones.
/// Source: the paper, synthetic experiments (Figures 3, 4 and 8); scales are silent there.
package struct SyntheticDataset: Sendable {
    /// X, `[samples, d]`.
    package let inputs: Matrix<Double>
    /// What the teacher says, without noise, `[samples, t]`.
    package let signal: Matrix<Double>
    /// Y, the signal with its noise, `[samples, t]`.
    package let targets: Matrix<Double>

    /// - Precondition: dimensions are positive, the noise is finite and not negative.
    package init(_ recipe: SyntheticRecipe) throws(SyntheticDatasetError) {
        precondition(
            min(recipe.samples, recipe.inputDimension, recipe.targetDimension, recipe.rank) > 0,
            "every dimension is positive")
        precondition(recipe.noise >= 0 && recipe.noise.isFinite, "a deviation is not negative")
        let highestRank = min(recipe.inputDimension, recipe.targetDimension)
        guard recipe.teacher == .nonlinear || recipe.rank <= highestRank else {
            throw .rankTooHigh(recipe, highest: highestRank)
        }
        var stream = RandomStream(seed: recipe.seed, stream: "inputs")
        inputs = stream.standardNormalMatrix(
            rows: recipe.samples, columns: recipe.inputDimension)
        signal = Self.targets(of: inputs, recipe)
        targets = recipe.noise == 0 ? signal : Self.noisy(signal, recipe)
    }

    private static func targets(
        of inputs: Matrix<Double>, _ recipe: SyntheticRecipe
    ) -> Matrix<Double> {
        var stream = RandomStream(seed: recipe.seed, stream: "teacher")
        let (d, r, t) = (recipe.inputDimension, recipe.rank, recipe.targetDimension)
        switch recipe.teacher {
        case .linear:
            let reduce = stream.weights(rows: d, columns: r, gain: 1)
            let expand = stream.weights(rows: r, columns: t, gain: 1)
            return product(product(inputs, reduce), expand)
        case .nonlinear:
            let first = stream.weights(rows: d, columns: r, gain: 2)
            let second = stream.weights(rows: r, columns: r, gain: 2)
            let last = stream.weights(rows: r, columns: t, gain: 2)
            let hidden = product(product(inputs, first).rectified, second).rectified
            return product(hidden, last)
        }
    }

    private static func noisy(
        _ signal: Matrix<Double>, _ recipe: SyntheticRecipe
    ) -> Matrix<Double> {
        var stream = RandomStream(seed: recipe.seed, stream: "noise")
        var result = signal
        for index in result.elements.indices {
            result.elements[index] += recipe.noise * stream.standardNormal()
        }
        return result
    }
}

extension RandomStream {
    /// Normal weights `[fan-in, fan-out]` with variance gain/fan-in.
    fileprivate mutating func weights(rows: Int, columns: Int, gain: Double) -> Matrix<Double> {
        var matrix = standardNormalMatrix(rows: rows, columns: columns)
        let scale = (gain / Double(rows)).squareRoot()
        for index in matrix.elements.indices { matrix.elements[index] *= scale }
        return matrix
    }
}

extension Matrix where Element == Double {
    fileprivate var rectified: Matrix<Double> {
        Matrix(rows: rows, columns: columns, elements: elements.map { max($0, 0) })
    }
}

/// A recipe that no dataset can follow.
package struct SyntheticDatasetError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension SyntheticDatasetError {
    fileprivate static func rankTooHigh(
        _ recipe: SyntheticRecipe, highest: Int
    ) -> SyntheticDatasetError {
        SyntheticDatasetError(
            description: "a linear teacher from \(recipe.inputDimension) inputs to "
                + "\(recipe.targetDimension) targets has rank \(highest) at most, not "
                + "\(recipe.rank); lower the rank or raise the dimensions")
    }
}
