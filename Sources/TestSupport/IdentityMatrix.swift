package import LinearAlgebra

extension Matrix {
    /// Ones on the diagonal, zeros elsewhere.
    package static func identity(_ size: Int) -> Matrix {
        var result = Matrix(zeros: size, size)
        for index in 0..<size { result[index, index] = 1 }
        return result
    }
}
