extension Matrix {
    /// The leading rows as a new matrix.
    package func leadingRows(_ count: Int) -> Matrix {
        region(rows: 0..<count, columns: 0..<columns)
    }

    /// A rectangular part as a new matrix.
    package func region(rows rowRange: Range<Int>, columns columnRange: Range<Int>) -> Matrix {
        precondition(rowRange.lowerBound >= 0 && rowRange.upperBound <= rows, "rows out of range")
        precondition(
            columnRange.lowerBound >= 0 && columnRange.upperBound <= columns,
            "columns out of range")
        var part: [Element] = []
        part.reserveCapacity(rowRange.count * columnRange.count)
        for row in rowRange {
            let start = row * columns
            part.append(
                contentsOf: elements[
                    start + columnRange.lowerBound..<start + columnRange.upperBound])
        }
        return Matrix(rows: rowRange.count, columns: columnRange.count, elements: part)
    }
}
