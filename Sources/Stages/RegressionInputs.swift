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
    ///
    /// - Parameter features: the input that holds what a network reads.
    func testPaths(
        features: String = "test_features"
    ) throws -> (features: String, targets: String)? {
        let targets = "test_targets"
        switch (try optionalInput(features), try optionalInput(targets)) {
        case (nil, nil): return nil
        case (let features?, let targets?): return (features, targets)
        case (.some, nil): throw StageError.halfATestSet([features, targets], missing: targets)
        case (nil, .some): throw StageError.halfATestSet([features, targets], missing: features)
        }
    }

    private func array(_ input: String) throws -> Matrix<Float> {
        let array = try ArrayFile(path: try self.input(input)).floats()
        StageLog.tell("\(input): \(array.rows) × \(array.columns)")
        return array
    }
}

extension StageError {
    fileprivate static func halfATestSet(_ inputs: [String], missing: String) -> StageError {
        let both = inputs.map { "'\($0)'" }.joined(separator: " and ")
        return StageError(
            description: "the input '\(missing)' is missing; give \(both) together, or neither")
    }
}
