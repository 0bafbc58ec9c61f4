internal import Datasets
internal import LinearAlgebra

/// `synthetic.dataset`: generates, checks the targets' rank, splits, standardises, writes.
enum SyntheticDatasetStage {
    static func run(_ context: StageContext) throws {
        let recipe = try recipe(context.parameters)
        let dataset = try SyntheticDataset(recipe)
        let rank = try verifiedRank(of: dataset, recipe, context.parameters)
        let split = try TrainTestSplit(
            sampleCount: recipe.samples,
            testFraction: try context.parameters.real("test_fraction"),
            seed: UInt32(try context.parameters.integer("split_seed")))
        let standardises = try context.parameters.boolean("standardise")
        try write(
            dataset.inputs, split, standardises: standardises,
            train: context.output("features"), test: context.output("test_features"))
        try write(
            dataset.targets, split, standardises: standardises,
            train: context.output("targets"), test: context.output("test_targets"))
        try ResultFile.write(
            Summary(
                seed: recipe.seed, trainSamples: split.train.count, testSamples: split.test.count,
                inputDimension: recipe.inputDimension, targetDimension: recipe.targetDimension,
                signalRank: rank.rank, signalEigenvalues: rank.eigenvalues,
                smallestEigenvalueRatio: rank.smallestEigenvalueRatio),
            to: try context.output("summary"))
    }

    private static func recipe(_ parameters: StageParameters) throws -> SyntheticRecipe {
        SyntheticRecipe(
            teacher: try parameters.choice("teacher"),
            samples: try parameters.integer("samples"),
            inputDimension: try parameters.integer("input_dimension"),
            targetDimension: try parameters.integer("target_dimension"),
            rank: try parameters.integer("rank"),
            noise: try parameters.real("noise"),
            seed: UInt64(try parameters.integer("seed")))
    }

    private static func verifiedRank(
        of dataset: SyntheticDataset, _ recipe: SyntheticRecipe, _ parameters: StageParameters
    ) throws -> TargetRank {
        let covariance = TargetRank.covariance(ofStandardised: dataset.signal)
        return try TargetRank(
            verifying: SymmetricEigen(of: covariance).values,
            rank: TargetRank.expected(
                teacherRank: recipe.rank, targetDimension: recipe.targetDimension),
            minimumEigenvalueRatio: try parameters.real("minimum_eigenvalue_ratio"),
            seed: recipe.seed)
    }

    /// Both sets are standardised by the training set alone, so that nothing of the test set leaks.
    private static func write(
        _ matrix: Matrix<Double>, _ split: TrainTestSplit, standardises: Bool, train: String,
        test: String
    ) throws {
        var trainRows = matrix.gatheringRows(split.train)
        var testRows = matrix.gatheringRows(split.test)
        if standardises {
            let standardisation = Standardisation(of: trainRows)
            trainRows = standardisation.applied(to: trainRows)
            testRows = standardisation.applied(to: testRows)
        }
        try write(trainRows.asFloat, to: train)
        try write(testRows.asFloat, to: test)
    }

    /// Rounding to single precision may overflow, and a huge noise may have overflowed before.
    private static func write(_ matrix: Matrix<Float>, to path: String) throws {
        if let place = matrix.firstNonFinite { throw StageError.overflow(path, place) }
        try ArrayFile.write(matrix, to: path)
    }

    private struct Summary: Encodable {
        let seed: UInt64
        let trainSamples: Int
        let testSamples: Int
        let inputDimension: Int
        let targetDimension: Int
        let signalRank: Int
        /// Of the covariance of all samples' targets without noise, standardised by their own
        /// moments.
        let signalEigenvalues: [Double]
        let smallestEigenvalueRatio: Double
    }
}

extension StageError {
    fileprivate static func overflow(_ path: String, _ place: MatrixPosition) -> StageError {
        StageError(
            description: """
                the values for '\(path)' overflow single precision in row \(place.row), column \
                \(place.column) (from 0); use less noise
                """)
    }
}
