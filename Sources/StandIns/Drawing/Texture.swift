/// Random surfaces as functions of position: hashes of lattice points, so that no order of
/// evaluation matters and nothing is stored.
struct Texture: Sendable {
    /// Chooses the surface.
    let key: UInt32

    /// Lattice noise on [0, 1] with mean ½: uniform values at integer points, blended by 3s² − 2s³.
    /// - Precondition: |x| and |y| < 2²¹, which coordinates of a picture keep.
    @inline(__always)
    func noise(_ x: Float, _ y: Float) -> Float { row(y).noise(x) }

    /// The noise along a line of constant y, whose part in it is worked out once.
    @inline(__always)
    func row(_ y: Float) -> Row {
        let (row, share) = Self.cell(y)
        return Row(
            top: rowWord(row), bottom: rowWord(row &+ 1), blend: share * share * (3 - 2 * share))
    }

    struct Row {
        fileprivate let top: UInt32
        fileprivate let bottom: UInt32
        fileprivate let blend: Float

        @inline(__always)
        func noise(_ x: Float) -> Float {
            let (column, share) = Texture.cell(x)
            let across = share * share * (3 - 2 * share)
            let (left, right) = (Texture.columnWord(column), Texture.columnWord(column &+ 1))
            let upperLeft = Texture.high(top, left)
            let upper = upperLeft + (Texture.high(top, right) - upperLeft) * across
            let lowerLeft = Texture.high(bottom, left)
            let lower = lowerLeft + (Texture.high(bottom, right) - lowerLeft) * across
            return (upper + (lower - upper) * blend) * 0x1p-24
        }
    }

    /// Uniform on [0, 1) for each lattice point.
    @inline(__always)
    func value(_ column: Int32, _ row: Int32) -> Float {
        Self.high(rowWord(row), Self.columnWord(column)) * 0x1p-24
    }

    /// 32 random bits for each lattice point.
    @inline(__always)
    func word(_ column: Int32, _ row: Int32) -> UInt32 {
        var word = Self.product(rowWord(row), Self.columnWord(column))
        word = (word ^ (word >> 13)) &* 0x85eb_ca6b
        return word ^ (word >> 16)
    }

    /// What neighbours in a row have in common is worked out once. The multipliers are those of
    /// xxHash32 and MurmurHash3, which spread a change of any bit over all.
    @inline(__always)
    private func rowWord(_ row: Int32) -> UInt32 {
        let word = key ^ (UInt32(bitPattern: row) &* 0xc2b2_ae35)
        return (word ^ (word >> 15)) &* 0x85eb_ca6b
    }

    @inline(__always)
    fileprivate static func columnWord(_ column: Int32) -> UInt32 {
        UInt32(bitPattern: column) &* 0x9e37_79b1
    }

    /// Only the higher bits of a product depend on all bits of its factors.
    @inline(__always)
    private static func product(_ row: UInt32, _ column: UInt32) -> UInt32 {
        let word = row ^ column
        return (word ^ (word >> 15)) &* 0x27d4_eb2f
    }

    /// The 24 higher bits, which single precision holds exactly.
    @inline(__always)
    fileprivate static func high(_ row: UInt32, _ column: UInt32) -> Float {
        Float(Int32(product(row, column) >> 8))
    }

    /// The lattice cell of a coordinate and the place in it, 0…1 (at a lattice point either the
    /// start of one cell or the end of the other, where the noise is the same).
    ///
    /// Adding 1.5 · 2²³ leaves a float whose last bits are the nearest integer: a floor without the
    /// checks of a conversion.
    @inline(__always)
    fileprivate static func cell(_ x: Float) -> (index: Int32, share: Float) {
        let magic: Float = 0x1.8p23
        let shifted = (x - 0.5) + magic
        let index = Int32(bitPattern: shifted.bitPattern) &- Int32(bitPattern: magic.bitPattern)
        return (index, x - (shifted - magic))
    }
}
