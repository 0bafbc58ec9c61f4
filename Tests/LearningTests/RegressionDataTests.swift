import LinearAlgebra
import Testing

@testable import Learning

@Suite struct RegressionDataTests {
    private func message(features: Matrix<Float>, targets: Matrix<Float>) -> String? {
        do {
            _ = try RegressionData(name: "train", features: features, targets: targets)
            return nil
        } catch { return error.description }
    }

    @Test("NaN and infinity are named with their place")
    func notFinite() {
        var features = Matrix<Float>(zeros: 4, 3)
        let targets = Matrix<Float>(zeros: 4, 2)
        #expect(message(features: features, targets: targets) == nil)
        features[2, 1] = .nan
        #expect(
            message(features: features, targets: targets)
                == "train features are nan at row 2, column 1 (counted from 0); "
                + "only finite numbers can be used")
        features[2, 1] = 0
        var infinite = targets
        infinite[3, 0] = -.infinity
        #expect(
            message(features: features, targets: infinite)
                == "train targets are -inf at row 3, column 0 (counted from 0); "
                + "only finite numbers can be used")
    }

    @Test("different numbers of rows are shown")
    func differentRows() {
        #expect(
            message(features: Matrix(zeros: 4, 3), targets: Matrix(zeros: 5, 2))
                == "train features [4, 3] and train targets [5, 2] differ in their number of rows; "
                + "row i of both belongs to sample i")
    }

    @Test("no samples, no features and no targets are errors")
    func empty() {
        #expect(
            message(features: Matrix(zeros: 0, 3), targets: Matrix(zeros: 0, 2))
                == "train features of shape [0, 3] are empty")
        #expect(
            message(features: Matrix(zeros: 2, 0), targets: Matrix(zeros: 2, 2))
                == "train features of shape [2, 0] are empty")
        #expect(
            message(features: Matrix(zeros: 2, 1), targets: Matrix(zeros: 2, 0))
                == "train targets of shape [2, 0] are empty")
    }
}
