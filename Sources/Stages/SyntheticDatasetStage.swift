internal import Datasets
internal import LinearAlgebra

/// `synthetic.dataset`: generates, checks the targets' rank, splits, standardises, writes.
enum SyntheticDatasetStage {
    static func run(_ context: StageContext) throws {
        let recipe = try recipe(context.parameters)
        let dataset = try SyntheticDataset(recipe)
        let rank = try verifiedRank(of: dataset, recipe, context.parameters)
        let split = try context.split(of: recipe.samples)
        let standardises = try context.parameters.boolean("standardise")
        for (name, matrix) in [("features", dataset.inputs), ("targets", dataset.targets)] {
            try context.write(matrix, named: name, split, standardises: standardises)
        }
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
