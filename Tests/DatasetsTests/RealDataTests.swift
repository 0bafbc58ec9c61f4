import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

@Suite struct RealDataTests {
    @Test(
        "the control sets have the rows and columns of their description",
        .enabled(
            if: RealData.isPresent("swimmer.csv", "reacher.csv", "hopper.csv"),
            "\(RealData.absence)"),
        arguments: [("swimmer", 1000, 10), ("reacher", 1000, 13), ("hopper", 5000, 14)])
    func shapes(name: String, rows: Int, columns: Int) throws {
        let table = try CSVTable(
            path: RealData.path("\(name).csv"),
            CSVLayout(
                hasHeader: false, rows: .all(expected: rows), expectedColumns: columns))
        #expect(table.values.shape == [rows, columns])
        #expect(table.names == nil)
    }

    @Test(
        "Reacher's constant column keeps the scale 1 and becomes 0, whichever way it is scaled",
        .enabled(if: RealData.isPresent("reacher.csv"), "\(RealData.absence)"))
    func constantColumn() throws {
        let values = try CSVTable(
            path: RealData.path("reacher.csv"), CSVLayout(hasHeader: false)
        ).values
        let split = try TrainTestSplit(sampleCount: values.rows)
        let training = values.gatheringRows(split.train)
        let standardisation = Standardisation(of: training)
        #expect(standardisation.scales[10] == 1)
        // The others vary: only this column is the exception.
        #expect(standardisation.scales.filter { $0 == 1 }.count == 1)
        let standardised = standardisation.applied(to: training)
        let scaled = MinMaxScaling(of: values).applied(to: values)
        #expect((0..<standardised.rows).allSatisfy { standardised[$0, 10] == 0 })
        #expect((0..<scaled.rows).allSatisfy { scaled[$0, 10] == 0 })
    }
}
