internal import Glibc

extension RandomStream {
    /// A standard normal number by Marsaglia's polar method; the second one of the pair is dropped,
    /// so that the stream's state alone says what comes next.
    package mutating func standardNormal() -> Double {
        while true {
            let first = 2 * uniform() - 1
            let second = 2 * uniform() - 1
            let square = first * first + second * second
            if square > 0, square < 1 {
                return first * (-2 * log(square) / square).squareRoot()
            }
        }
    }

    /// Independent standard normal numbers in row-major order.
    package mutating func standardNormalMatrix(rows: Int, columns: Int) -> Matrix<Double> {
        var elements: [Double] = []
        elements.reserveCapacity(rows * columns)
        for _ in 0..<rows * columns { elements.append(standardNormal()) }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }
}
