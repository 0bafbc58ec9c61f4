internal import Kernels

/// A dense row-major matrix; rows are samples wherever samples occur.
package struct Matrix<Element: BLASElement>: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// Element (i, j) is `elements[i * columns + j]`.
    package var elements: [Element]

    package init(rows: Int, columns: Int, elements: [Element]) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative dimension")
        precondition(elements.count == rows * columns, "element count does not match the shape")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    package init(zeros rows: Int, _ columns: Int) {
        self.init(
            rows: rows, columns: columns, elements: Array(repeating: 0, count: rows * columns))
    }

    /// For literals in tests and small constants; every row has the same length.
    package init(_ rows: [[Element]]) {
        let columns = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == columns }, "rows of different length")
        self.init(rows: rows.count, columns: columns, elements: rows.flatMap(\.self))
    }

    package subscript(row: Int, column: Int) -> Element {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    package var shape: [Int] { [rows, columns] }

    /// The transpose as a new row-major matrix.
    package var transposed: Matrix {
        var result = Matrix(zeros: columns, rows)
        for row in 0..<rows {
            for column in 0..<columns { result[column, row] = self[row, column] }
        }
        return result
    }

    /// Rows in the given order (repetitions allowed).
    package func gatheringRows(_ indices: [Int]) -> Matrix {
        var gathered: [Element] = []
        gathered.reserveCapacity(indices.count * columns)
        for index in indices {
            gathered.append(contentsOf: elements[index * columns..<(index + 1) * columns])
        }
        return Matrix(rows: indices.count, columns: columns, elements: gathered)
    }

    /// The leading columns as a new matrix.
    package func leadingColumns(_ count: Int) -> Matrix {
        precondition(count <= columns, "more columns asked for than there are")
        var result = Matrix(zeros: rows, count)
        for row in 0..<rows {
            for column in 0..<count { result[row, column] = self[row, column] }
        }
        return result
    }
}

extension Matrix where Element == Float {
    /// The same values in double precision.
    package var asDouble: Matrix<Double> {
        Matrix<Double>(rows: rows, columns: columns, elements: elements.map(Double.init))
    }

    /// The same values in double precision, less one number per column.
    package func widened(minus origin: [Double]) -> Matrix<Double> {
        precondition(origin.count == columns, "one number per column")
        let widened = unsafe [Double](unsafeUninitializedCapacity: elements.count) {
            buffer, count in
            if let start = buffer.baseAddress {
                unsafe nrc_widen_shifted(elements, rows, columns, origin, start, columns)
            }
            count = elements.count
        }
        return Matrix<Double>(rows: rows, columns: columns, elements: widened)
    }
}

extension Matrix where Element == Double {
    /// Rounded to single precision.
    package var asFloat: Matrix<Float> {
        Matrix<Float>(rows: rows, columns: columns, elements: elements.map(Float.init))
    }
}
