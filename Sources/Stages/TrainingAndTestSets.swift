internal import Datasets
internal import LinearAlgebra

extension StageContext {
    /// The split that the parameters `split`, `split_seed`, `test_fraction` and `training_samples`
    /// ask for, as far as the kind has them.
    func split(of sampleCount: Int) throws -> TrainTestSplit {
        let convention: SplitConvention? = try parameters.optionalChoice("split")
        let split = try TrainTestSplit(
            sampleCount: sampleCount, by: convention ?? .scikitLearn,
            testFraction: try parameters.real("test_fraction"),
            seed: UInt32(try parameters.integer("split_seed")))
        guard let kept = try parameters.optionalInteger("training_samples") else { return split }
        guard kept <= split.train.count else {
            throw StageError.fewTrainingSamples(split.train.count, wanted: kept)
        }
        return split.keeping(trainingSamples: kept)
    }

    /// Writes the rows of both sets to the outputs `NAME` and `test_NAME`.
    ///
    /// Both sets are standardised by the training set alone, so that nothing of the test set leaks.
    ///
    /// - Parameter matrix: `[samples, columns]`, in the order of the data.
    /// - Returns: the scaling, if there is one.
    @discardableResult
    func write(
        _ matrix: Matrix<Double>, named name: String, _ split: TrainTestSplit, standardises: Bool
    ) throws -> Standardisation? {
        var trainRows = matrix.gatheringRows(split.train)
        var testRows = matrix.gatheringRows(split.test)
        StageLog.tell(
            "\(name): \(trainRows.rows) training and \(testRows.rows) test rows of "
                + "\(matrix.columns) columns\(standardises ? ", standardised" : "")")
        let standardisation = standardises ? Standardisation(of: trainRows) : nil
        if let standardisation {
            trainRows = standardisation.applied(to: trainRows)
            testRows = standardisation.applied(to: testRows)
        }
        try Self.write(trainRows.asFloat, to: output(name))
        try Self.write(testRows.asFloat, to: output("test_\(name)"))
        return standardisation
    }

    /// Rounding to single precision may overflow, and a huge noise may have overflowed before.
    private static func write(_ matrix: Matrix<Float>, to path: String) throws {
        if let place = matrix.firstNonFinite { throw StageError.overflow(path, place) }
        try ArrayFile.write(matrix, to: path)
    }
}

extension StageError {
    fileprivate static func fewTrainingSamples(_ count: Int, wanted: Int) -> StageError {
        StageError(
            description: """
                'training_samples' asks for \(wanted) samples, but the training set has \(count)
                """)
    }

    fileprivate static func overflow(_ path: String, _ place: MatrixPosition) -> StageError {
        StageError(
            description: """
                the values for '\(path)' overflow single precision in row \(place.row), column \
                \(place.column) (from 0); rescale the data
                """)
    }
}
