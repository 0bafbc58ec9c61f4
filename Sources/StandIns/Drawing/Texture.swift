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
        let upperLeft = value(column, row)
        let upper = upperLeft + (value(column &+ 1, row) - upperLeft) * blendX
        let lowerLeft = value(column, row &+ 1)
        let lower = lowerLeft + (value(column &+ 1, row &+ 1) - lowerLeft) * blendX
        return upper + (lower - upper) * blendY
    }

    /// Uniform on [0, 1) for each lattice point.
    @inline(__always)
    func value(_ column: Int32, _ row: Int32) -> Float {
        Float(word(column, row) >> 8) * 0x1p-24
    }

    /// 32 random bits for each lattice point.
    @inline(__always)
    func word(_ column: Int32, _ row: Int32) -> UInt32 {
        var hash = key
        hash ^= UInt32(bitPattern: column) &* 0x9e37_79b1
        hash = (hash ^ (hash >> 15)) &* 0x85eb_ca6b
        hash ^= UInt32(bitPattern: row) &* 0xc2b2_ae35
        hash = (hash ^ (hash >> 13)) &* 0x27d4_eb2f
        return hash ^ (hash >> 16)
    }

    /// ⌊x⌋ without the call that `rounded(.down)` is on a baseline x86-64.
    /// - Precondition: |x| < 2³¹, which coordinates of a picture keep.
    @inline(__always)
    private static func floor(_ x: Float) -> Int32 {
        let truncated = Int32(x)
        return Float(truncated) > x ? truncated &- 1 : truncated
    }
}
