package import LinearAlgebra

/// The features that the authors' code takes of a convolution: what it reads, averaged over space.
///
/// Summed in double precision, picture by picture, so that the bytes do not depend on the threads.
///
/// - Parameters:
///   - positions: `[pictures · h · w, c]`, one picture after the other.
/// - Returns: `[pictures, c]`.
package func spatialAverages(
    of positions: Matrix<Float>, pictures: Int, team: ThreadTeam
) -> Matrix<Float> {
    precondition(
        pictures > 0 && positions.rows.isMultiple(of: pictures), "as many positions in each picture"
    )
    let size = positions.rows / pictures
    // An average of one is itself.
    guard size > 1 else { return positions }
    let rows = team.map(pictures) { picture in
        columnMeans(picture * size..<(picture + 1) * size, of: positions).map { Float($0) }
    }
    return Matrix(rows: pictures, columns: positions.columns, elements: rows.flatMap(\.self))
}

/// The mean of some rows, by column.
func columnMeans(_ rows: Range<Int>, of matrix: Matrix<Float>) -> [Double] {
    let part = matrix.region(rows: rows, columns: 0..<matrix.columns)
        .widened(minus: Array(repeating: 0, count: matrix.columns))
    let weights = Matrix(
        rows: 1, columns: rows.count,
        elements: Array(repeating: 1 / Double(rows.count), count: rows.count))
    return product(weights, part).elements
}
