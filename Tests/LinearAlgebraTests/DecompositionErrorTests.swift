import Testing

@testable import LinearAlgebra

@Suite struct DecompositionErrorTests {
    @Test("a status of zero is success")
    func success() throws {
        try check(0, routine: "dgesdd")
    }

    @Test("a positive status is a failure to converge")
    func noConvergence() {
        #expect(throws: DecompositionError.noConvergence(routine: "dgesdd", info: 3)) {
            try check(3, routine: "dgesdd")
        }
    }

    @Test("LAPACKE's own failures are about memory", arguments: [-1010, -1011] as [Int32])
    func outOfMemory(info: Int32) {
        #expect(throws: DecompositionError.outOfMemory(routine: "dsyevd")) {
            try check(info, routine: "dsyevd")
        }
    }

    @Test("each error says what happened")
    func wording() {
        #expect(
            DecompositionError.notFinite(row: 2, column: 0).description
                == "not a finite number in row 2, column 0")
        #expect(
            DecompositionError.overflow.description
                == "values too large for double precision: their differences or sums overflow")
        #expect(
            DecompositionError.noConvergence(routine: "dgesvd", info: 4).description
                == "LAPACK's dgesvd did not converge (info 4)")
        #expect(
            DecompositionError.outOfMemory(routine: "dgeqrt").description
                == "no memory for the workspace of LAPACK's dgeqrt")
    }
}
