import LinearAlgebra
import Testing

@Suite struct CenteredFactorTests {
    private func factor(
        _ rows: Matrix<Double>, step: Int? = nil, blockRows: Int = 256
    ) throws -> CenteredFactor {
        var accumulator = CenteredFactorAccumulator(columns: rows.columns, blockRows: blockRows)
        for start in stride(from: 0, to: rows.rows, by: step ?? max(rows.rows, 1)) {
            let end = min(start + (step ?? rows.rows), rows.rows)
            accumulator.append([
                .double(rows.region(rows: start..<end, columns: 0..<rows.columns))
            ])
        }
        return try accumulator.factor()
    }

    /// Two passes, as the definition says.
    private func naive(_ rows: Matrix<Double>) -> (means: [Double], covariance: Matrix<Double>) {
        let count = Double(rows.rows)
        let means = (0..<rows.columns).map { column in
            (0..<rows.rows).reduce(0) { $0 + rows[$1, column] } / count
        }
        var covariance = Matrix<Double>(zeros: rows.columns, rows.columns)
        for first in 0..<rows.columns {
            for second in 0..<rows.columns {
                for row in 0..<rows.rows {
                    covariance[first, second] +=
                        (rows[row, first] - means[first]) * (rows[row, second] - means[second])
                        / count
                }
            }
        }
        return (means, covariance)
    }

    @Test("means and covariance are those of the definition", arguments: [2, 8, 57])
    func againstDefinition(count: Int) throws {
        let rows = normal(count, 6)
        let found = try factor(rows)
        let expected = naive(rows)
        #expect(found.samples == count)
        #expect(zip(found.means, expected.means).allSatisfy { abs($0 - $1) < 1e-14 })
        #expect(largestDifference(found.covariance, expected.covariance) < 1e-14)
        for row in 0..<6 {
            for column in 0..<row { #expect(found.triangular[row, column] == 0) }
        }
    }

    @Test(
        "so they are over several groups, panels and lanes of any remainder",
        arguments: [7, 8, 15, 31, 40, 63, 70], [4, 13, 64])
    func manyColumns(columns: Int, blockRows: Int) throws {
        let rows = normal(403, columns)
        let found = try factor(rows, blockRows: blockRows)
        let expected = naive(rows)
        #expect(zip(found.means, expected.means).allSatisfy { abs($0 - $1) < 1e-14 })
        #expect(largestDifference(found.covariance, expected.covariance) < 2e-14)
    }

    @Test("many small blocks reduce to the same as one", arguments: [1, 5, 16, 57])
    func blockSize(blockRows: Int) throws {
        let rows = normal(57, 6)
        let found = try factor(rows, blockRows: blockRows)
        #expect(largestDifference(found.covariance, try factor(rows).covariance) < 1e-14)
        #expect(zip(found.means, naive(rows).means).allSatisfy { abs($0 - $1) < 1e-14 })
    }

    @Test("how the rows arrive does not change a bit", arguments: [1, 10, 16, 17, 56])
    func arrival(step: Int) throws {
        let rows = normal(57, 6)
        let pieces = try factor(rows, step: step, blockRows: 16)
        let whole = try factor(rows, blockRows: 16)
        #expect(pieces.triangular == whole.triangular)
        #expect(pieces.means == whole.means)
    }

    @Test("columns from several matrices stand side by side")
    func parts() throws {
        let (left, right) = (normal(20, 9), normal(20, 2, seed: 2))
        var joined = Matrix<Double>(zeros: 20, 11)
        for row in 0..<20 {
            for column in 0..<9 { joined[row, column] = left[row, column] }
            for column in 0..<2 { joined[row, 9 + column] = right[row, column] }
        }
        var accumulator = CenteredFactorAccumulator(columns: 11)
        accumulator.append([.double(left), .double(right)])
        let found = try accumulator.factor()
        let expected = try factor(joined)
        #expect(found.triangular == expected.triangular)
        #expect(found.means == expected.means)
    }

    @Test("single precision is widened without loss")
    func singlePrecision() throws {
        let rows = normal(57, 6).asFloat
        var accumulator = CenteredFactorAccumulator(columns: 6, blockRows: 8)
        accumulator.append([.single(rows)])
        let expected = try factor(rows.asDouble, blockRows: 8)
        #expect(try accumulator.factor().triangular == expected.triangular)
        #expect(try accumulator.factor().means == expected.means)
    }

    @Test("the pieces of several accumulators can be done at the same time", arguments: [1, 2, 4])
    func threads(count: Int) throws {
        let matrices = [normal(403, 6), normal(403, 33, seed: 2)]
        var accumulators = matrices.map {
            CenteredFactorAccumulator(columns: $0.columns, blockRows: 16)
        }
        let team = ThreadTeam(threads: count)
        // Neither end is a whole number of blocks.
        for range in [0..<7, 7..<300, 300..<403] {
            var tasks: [FactorTask] = []
            for (index, matrix) in matrices.enumerated() {
                tasks += accumulators[index].beginAppending([
                    .double(matrix.region(rows: range, columns: 0..<matrix.columns))
                ])
            }
            team.update(&tasks) { _, task in task.perform() }
            for index in accumulators.indices.reversed() {
                accumulators[index].finishAppending(&tasks)
            }
            #expect(tasks.isEmpty)
        }
        for (accumulator, matrix) in zip(accumulators, matrices) {
            let expected = try factor(matrix, blockRows: 16)
            #expect(try accumulator.factor().triangular == expected.triangular)
            #expect(try accumulator.factor().means == expected.means)
        }
    }

    @Test("rows may follow after a factor was taken")
    func continues() throws {
        let rows = normal(30, 4)
        var accumulator = CenteredFactorAccumulator(columns: 4, blockRows: 8)
        accumulator.append([.double(rows.leadingRows(13))])
        #expect(try accumulator.factor().samples == 13)
        accumulator.append([.double(rows.region(rows: 13..<30, columns: 0..<4))])
        #expect(try accumulator.factor().triangular == factor(rows, blockRows: 8).triangular)
    }

    @Test("a constant column is exactly zero, whatever its value and the others'")
    func constantColumn() throws {
        var rows = normal(50, 3)
        for row in 0..<50 { rows[row, 1] = 0.1 }
        let found = try factor(rows, blockRows: 16)
        #expect((0..<3).allSatisfy { found.triangular[$0, 1] == 0 })
        #expect(found.means[1] == 0.1)
    }

    @Test("a mean of a million leaves the covariance its digits")
    func largeMean() throws {
        // Multiples of 2⁻²⁰, so that adding the mean rounds nothing.
        var rows = normal(50, 3)
        for index in rows.elements.indices {
            rows.elements[index] = (rows.elements[index] * 0x1p20).rounded() / 0x1p20
        }
        var shifted = rows
        for index in shifted.elements.indices { shifted.elements[index] += 0x1p20 }
        let found = try factor(shifted, blockRows: 16).covariance
        #expect(largestDifference(found, try factor(rows, blockRows: 16).covariance) < 1e-14)
    }

    @Test("singular values 1e-9 apart survive, which a covariance would lose")
    func conditioning() throws {
        let basis = try SingularValueDecomposition(of: normal(60, 3)).left
        var rows = Matrix<Double>(zeros: 120, 3)
        for row in 0..<60 {
            for (column, scale) in [1, 1e-4, 1e-9].enumerated() {
                // Mirrored rows make every mean zero and every column √2 long.
                rows[row, column] = basis[row, column] * scale
                rows[row + 60, column] = -basis[row, column] * scale
            }
        }
        let values = try SingularValueDecomposition(
            of: factor(rows, blockRows: 16).triangular
        ).values
        for (found, scale) in zip(values, [1, 1e-4, 1e-9]) {
            // The rounding of σ₁, 1e-16, relative to 1e-9.
            #expect(abs(found / (2.0.squareRoot() * scale) - 1) < 1e-6)
        }
    }

    @Test("one sample has no variance and is its own mean")
    func oneSample() throws {
        let found = try factor(Matrix([[3, -7, 0.1]]))
        #expect(found.means == [3, -7, 0.1])
        #expect(found.triangular == Matrix(zeros: 3, 3))
    }

    @Test("no samples give zeros")
    func noSamples() throws {
        let found = try CenteredFactorAccumulator(columns: 2).factor()
        #expect(found.samples == 0)
        #expect(found.means == [0, 0])
        #expect(found.triangular == Matrix(zeros: 2, 2))
    }

    @Test("finite values whose differences are not are an error, not NaN")
    func overflow() {
        let huge = Double.greatestFiniteMagnitude
        for blockRows in [1, 256] {
            #expect(throws: DecompositionError.overflow) {
                _ = try factor(Matrix([[huge], [-huge], [0]]), blockRows: blockRows)
            }
        }
    }
}

extension CenteredFactor {
    /// Σ = RᵀR / N, what the definition compares with.
    fileprivate var covariance: Matrix<Double> {
        let moments = gram(triangular)
        return Matrix(
            rows: moments.rows, columns: moments.columns,
            elements: moments.elements.map { $0 / Double(samples) })
    }
}

extension CenteredFactorAccumulator {
    /// One piece after the other.
    fileprivate mutating func append(_ parts: [FactorPart]) {
        var tasks = beginAppending(parts)
        for index in tasks.indices { tasks[index].perform() }
        finishAppending(&tasks)
    }
}
