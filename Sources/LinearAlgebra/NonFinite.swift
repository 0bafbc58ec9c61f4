/// Where an element stands in a matrix, counted from 0.
package struct MatrixPosition: Equatable, Sendable {
    package let row: Int
    package let column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

// The exponent of NaN and infinity has every bit set, so that with the sign cleared they are the
// largest bit patterns. An integer maximum is a loop the compiler can vectorise; one over
// floating-point comparisons is not.

extension Matrix where Element == Float {
    /// The first NaN or infinity in row-major order, if there is one.
    package var firstNonFinite: MatrixPosition? {
        let largest = unsafe elements.withUnsafeBufferPointer { values in
            var largest: UInt32 = 0
            for index in values.indices {
                largest = unsafe max(largest, values[index].bitPattern & 0x7fff_ffff)
            }
            return largest
        }
        return largest < Float.infinity.bitPattern ? nil : position(where: { !$0.isFinite })
    }
}

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
        return largest < Double.infinity.bitPattern ? nil : position(where: { !$0.isFinite })
    }
}

extension Matrix {
    private func position(where condition: (Element) -> Bool) -> MatrixPosition? {
        elements.firstIndex(where: condition).map {
            MatrixPosition(row: $0 / columns, column: $0 % columns)
        }
    }
}
