import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct FiniteCheckTests {
    @Test("the first value that is not finite is named with file, row and column")
    func names() {
        let nan = Matrix<Float>([[1, 2, 3], [4, .nan, .infinity]])
        #expect {
            try nan.requireFinite("features.npy")
        } throws: {
            "\($0)"
                == "features.npy: row 1, column 1 (from 0) is nan; remove or replace such values "
                + "before using the data"
        }
        let infinite = Matrix<Double>([[1], [-.infinity]])
        #expect {
            try infinite.requireFinite("targets.npy")
        } throws: {
            "\($0)"
                == "targets.npy: row 1, column 0 (from 0) is -inf; remove or replace such values "
                + "before using the data"
        }
    }

    @Test("finite values pass, the largest and an empty matrix too")
    func passes() throws {
        try Matrix<Double>([[.greatestFiniteMagnitude, -0.0]]).requireFinite("x")
        try Matrix<Float>(zeros: 0, 3).requireFinite("x")
    }
}
