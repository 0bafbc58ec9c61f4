internal import Kernels

/// Where an element stands in a matrix, counted from 0.
package struct MatrixPosition: Equatable, Sendable {
    package let row: Int
    package let column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

extension Matrix where Element == Float {
    /// The first NaN or infinity in row-major order, if there is one.
    package var firstNonFinite: MatrixPosition? {
        let index = unsafe nrc_first_non_finite(elements, elements.count)
        return index < elements.count
            ? MatrixPosition(row: index / columns, column: index % columns) : nil
    }
}

// The exponent of NaN and infinity has every bit set, so that with the sign cleared they are the
// largest bit patterns. An integer maximum is a loop the compiler can vectorise; one over
// floating-point comparisons is not.

extension Matrix where Element == Double {
    /// The first NaN or infinity in row-major order, if there is one.
    package var firstNonFinite: MatrixPosition? {
        let largest = unsafe elements.withUnsafeBufferPointer { values in
            var largest: UInt64 = 0
            for index in values.indices {
                largest = unsafe max(largest, values[index].bitPattern & 0x7fff_ffff_ffff_ffff)
            }
            return largest
        }
        guard largest >= Double.infinity.bitPattern else { return nil }
        return elements.firstIndex { !$0.isFinite }.map {
            MatrixPosition(row: $0 / columns, column: $0 % columns)
        }
    }
}
