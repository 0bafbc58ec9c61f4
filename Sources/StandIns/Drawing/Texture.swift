/// Random surfaces as functions of position: hashes of lattice points, so that no order of
/// evaluation matters and nothing is stored.
struct Texture: Sendable {
    /// Chooses the surface.
    let key: UInt32

    /// Lattice noise on [0, 1] with mean ½: uniform values at integer points, blended by 3s² − 2s³.
    @inline(__always)
    func noise(_ x: Float, _ y: Float) -> Float {
        let (column, row) = (Self.floor(x), Self.floor(y))
        let (shareX, shareY) = (x - Float(column), y - Float(row))
        let blendX = shareX * shareX * (3 - 2 * shareX)
        let blendY = shareY * shareY * (3 - 2 * shareY)
        let (left, right) = (Self.columnWord(column), Self.columnWord(column &+ 1))
        let (top, bottom) = (rowWord(row), rowWord(row &+ 1))
        let upperLeft = Self.high(top, left)
        let upper = upperLeft + (Self.high(top, right) - upperLeft) * blendX
        let lowerLeft = Self.high(bottom, left)
        let lower = lowerLeft + (Self.high(bottom, right) - lowerLeft) * blendX
        return (upper + (lower - upper) * blendY) * 0x1p-24
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
    private static func columnWord(_ column: Int32) -> UInt32 {
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
    private static func high(_ row: UInt32, _ column: UInt32) -> Float {
        Float(Int32(product(row, column) >> 8))
    }

    /// ⌊x⌋ without the call that `rounded(.down)` is on a baseline x86-64.
    /// - Precondition: |x| < 2³¹, which coordinates of a picture keep.
    @inline(__always)
    private static func floor(_ x: Float) -> Int32 {
        let truncated = Int32(x)
        return Float(truncated) > x ? truncated &- 1 : truncated
    }
}
