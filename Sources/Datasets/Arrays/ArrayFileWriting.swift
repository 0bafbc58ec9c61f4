internal import Foundation
package import LinearAlgebra

extension ArrayFile {
    /// Writes a matrix with the bytes `numpy.save` would write; a temporary file is renamed, so
    /// that nothing half-written bears the name.
    package static func write(_ matrix: Matrix<Float>, to path: String) throws(ArrayFileError) {
        try write(matrix, as: .float32, to: path)
    }

    /// Writes a matrix with the bytes `numpy.save` would write; a temporary file is renamed, so
    /// that nothing half-written bears the name.
    package static func write(_ matrix: Matrix<Double>, to path: String) throws(ArrayFileError) {
        try write(matrix, as: .float64, to: path)
    }

    private static func write<Element: BLASElement>(
        _ matrix: Matrix<Element>, as type: ArrayElementType, to path: String
    ) throws(ArrayFileError) {
        var contents = Data(ArrayHeader.encoded(type, shape: matrix.shape))
        unsafe matrix.elements.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
        do {
            try contents.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unwritable(path, error)
        }
    }
}

extension ArrayFileError {
    fileprivate static func unwritable(_ path: String, _ error: any Error) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "cannot be written (\(error.localizedDescription))",
            remedy: "check the folder, its permissions and the free space")
    }
}
