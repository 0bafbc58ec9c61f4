package import LinearAlgebra

/// What a convolution reads at all positions of all pictures, as its mean and second moments:
/// the text's features flattened to `[c, N·h·w]`, of which nothing is kept that grows with N.
///
///     Σ = (1/n) Σᵢ (xᵢ − x₀)(xᵢ − x₀)ᵀ − dᵀd,  d the mean of xᵢ − x₀, n = N·h·w
///
/// x₀ is the first picture's mean: close to the mean, so that little cancels. Rows are added in
/// pieces of a fixed size, each in double precision, and the pieces in their order: the bytes do not
/// depend on the threads. Source: paper, NRC3 for convolutions.
package struct PositionMoments: Sendable {
    /// Rows from which on a product of c columns is fast.
    private static let pieceRows = 512

    /// c.
    package let channels: Int
    private var origin: [Double] = []
    /// n.
    private var count = 0
    private var sums: [Double]
    /// `[c, c]`
    private var products: Matrix<Double>

    package init(channels: Int) {
        self.channels = channels
        sums = Array(repeating: 0, count: channels)
        products = Matrix(zeros: channels, channels)
    }

    /// Adds a batch of pictures.
    ///
    /// - Parameter positions: `[pictures · h · w, c]`, one picture after the other; finite.
    package mutating func append(
        _ positions: Matrix<Float>, pictures: Int, team: ThreadTeam
    ) {
        precondition(positions.columns == channels, "as many columns as channels")
        precondition(
            pictures > 0 && positions.rows.isMultiple(of: pictures),
            "as many positions in each picture")
        if count == 0 { origin = columnMeans(0..<positions.rows / pictures, of: positions) }
        let starts = Array(stride(from: 0, to: positions.rows, by: Self.pieceRows))
        let pieces = team.map(starts.count) { [origin] index in
            let rows = starts[index]..<min(starts[index] + Self.pieceRows, positions.rows)
            return Piece(positions, rows: rows, origin: origin)
        }
        for piece in pieces {
            add(piece.products.elements, to: &products.elements)
            add(piece.sums, to: &sums)
        }
        count += positions.rows
    }

    /// Σ `[c, c]`; zero before the first picture.
    var covariance: Matrix<Double> {
        guard count > 0 else { return products }
        var result = products
        let scale = 1 / Double(count)
        for row in 0..<channels {
            for column in 0..<channels {
                let centred = products[row, column] - sums[row] * sums[column] * scale
                result[row, column] = centred * scale
            }
        }
        return result
    }
}

/// Some rows' part of the moments.
private struct Piece: Sendable {
    /// `[c, c]`
    let products: Matrix<Double>
    let sums: [Double]

    init(_ positions: Matrix<Float>, rows: Range<Int>, origin: [Double]) {
        let shifted = positions.region(rows: rows, columns: 0..<positions.columns)
            .widened(minus: origin)
        products = gram(shifted)
        let ones = Matrix(
            rows: 1, columns: rows.count, elements: Array(repeating: 1.0, count: rows.count))
        sums = product(ones, shifted).elements
    }
}

private func add(_ values: [Double], to sums: inout [Double]) {
    for index in sums.indices { sums[index] += values[index] }
}
