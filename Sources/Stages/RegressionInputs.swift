internal import Datasets
internal import Learning
internal import LinearAlgebra

extension StageContext {
    /// The training set from the inputs `features` and `targets`.
    func trainingData() throws -> RegressionData {
        try RegressionData(
            name: "train", features: try array("features"), targets: try array("targets"))
    }

    /// The test set; `nil` when neither `test_features` nor `test_targets` is given.
    func testData() throws -> RegressionData? {
        guard try testPaths() != nil else { return nil }
        return try RegressionData(
            name: "test", features: try array("test_features"),
            targets: try array("test_targets"))
    }

    /// The files of the test set; `nil` when neither is given.
    func testPaths() throws -> (features: String, targets: String)? {
        switch (try optionalInput("test_features"), try optionalInput("test_targets")) {
        case (nil, nil): return nil
        case (let features?, let targets?): return (features, targets)
        case (.some, nil): throw StageError.halfATestSet(missing: "test_targets")
        case (nil, .some): throw StageError.halfATestSet(missing: "test_features")
        }
    }

    private func array(_ input: String) throws -> Matrix<Float> {
        let array = try ArrayFile(path: try self.input(input)).floats()
        StageLog.tell("\(input): \(array.rows) × \(array.columns)")
        return array
    }
}

extension StageError {
    fileprivate static func halfATestSet(missing: String) -> StageError {
        StageError(
            description: """
                the input '\(missing)' is missing; give 'test_features' and 'test_targets' \
                together, or neither
                """)
    }
}
