import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct StandardisationTests {
    private func golden(_ name: String) throws -> Matrix<Double> {
        try ArrayFile(path: Golden.path("standardisation-\(name).npy")).doubles()
    }

    /// Sums of seven terms in another order differ by a few units in the last place (2e-16 each);
    /// at 1e8 the rounding of the data's mean costs eight digits more.
    private func close(_ value: Double, _ expected: Double, column: Int) -> Bool {
        abs(value - expected) <= (column == 1 ? 1e-7 : 1e-14) * max(1, abs(expected))
    }

    @Test("agrees with NumPy, also far from zero and at the ends of the range")
    func golden() throws {
        let table = try golden("table")
        let standardisation = Standardisation(of: table)
        let moments = try golden("moments")
        for column in 0..<table.columns {
            let (mean, scale) = (moments[0, column], moments[1, column])
            #expect(abs(standardisation.means[column] / mean - 1) < 1e-14)
            #expect(abs(standardisation.scales[column] / scale - 1) < (column == 1 ? 1e-7 : 1e-14))
        }
        for (name, source) in [("expected", "table"), ("expected-fresh", "fresh")] {
            let expected = try golden(name)
            let result = standardisation.applied(to: try golden(source))
            #expect(result.shape == expected.shape)
            for row in 0..<expected.rows {
                for column in 0..<expected.columns {
                    #expect(
                        close(result[row, column], expected[row, column], column: column),
                        "\(name) \(row) \(column)")
                }
            }
        }
    }

    @Test("a constant column becomes exactly zero, and keeps its scale elsewhere")
    func constant() {
        let table = Matrix<Double>(Array(repeating: [0.1, -7], count: 10))
        let standardisation = Standardisation(of: table)
        #expect(standardisation.means == [0.1, -7])
        #expect(standardisation.scales == [1, 1])
        #expect(standardisation.applied(to: table) == Matrix(zeros: 10, 2))
        #expect(standardisation.applied(to: Matrix([[1.1, -4]])) == Matrix([[1.0, 3]]))
    }

    @Test("a column that varies in the last bit alone is not constant")
    func nearlyConstant() {
        let next = Double(1).nextUp
        let table = Matrix<Double>([[1], [next], [1], [next]])
        let standardisation = Standardisation(of: table)
        #expect(standardisation.scales[0] < 1e-15)
        #expect(standardisation.applied(to: table).elements.allSatisfy { abs($0) <= 2 })
    }

    @Test("one sample is constant in every column")
    func oneSample() {
        let standardisation = Standardisation(of: Matrix([[3, 4]]))
        #expect(standardisation.means == [3, 4])
        #expect(standardisation.scales == [1, 1])
    }
}
