package import LinearAlgebra

/// A NaN or an infinity among the data.
package struct NonFiniteValueError: Error, Equatable, CustomStringConvertible {
    /// The file or tensor that holds it.
    package let name: String
    package let row: Int
    package let column: Int
    /// `nan`, `inf` or `-inf`.
    package let value: String

    package var description: String {
        "\(name): row \(row), column \(column) (from 0) is \(value); "
            + "remove or replace such values before using the data"
    }
}

extension Matrix {
    /// Throws at the first NaN or infinity, in row-major order.
    ///
    /// - Parameter name: the file or tensor, for the message.
    package func requireFinite(_ name: String) throws(NonFiniteValueError) {
        guard let index = elements.firstIndex(where: { !$0.isFinite }) else { return }
        throw NonFiniteValueError(
            name: name, row: index / columns, column: index % columns, value: "\(elements[index])")
    }
}
