/// MT19937 as NumPy's legacy `RandomState(seed)` runs it, so that orders drawn in Python are drawn
/// here bit for bit.
///
/// Source: Matsumoto & Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the seeding of
/// their 2002 revision (`init_genrand`), which `RandomState` uses for integer seeds.
package struct MersenneTwister: Sendable, Equatable {
    private static let wordCount = 624
    private static let shift = 397

    private var words: [UInt32]
    private var position: Int

    /// The generator that `numpy.random.RandomState(seed)` makes.
    package init(seed: UInt32) {
        words = [seed]
        words.reserveCapacity(Self.wordCount)
        for index in 1..<UInt32(Self.wordCount) {
            let previous = words[Int(index) - 1]
            words.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ index)
        }
        position = Self.wordCount
    }

    /// Uniform on all 32-bit words.
    package mutating func next32() -> UInt32 {
        if position == Self.wordCount { twist() }
        var word = words[position]
        position += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9d2c_5680
        word ^= (word << 15) & 0xefc6_0000
        return word ^ (word >> 18)
    }

    /// Uniform on 0...maximum by masked rejection; one 32-bit word a try where it suffices, else
    /// two, the high one first (NumPy's `random_interval`). A maximum of 0 draws nothing.
    package mutating func interval(_ maximum: UInt64) -> UInt64 {
        guard maximum > 0 else { return 0 }
        let mask = UInt64.max >> UInt64(maximum.leadingZeroBitCount)
        while true {
            let word =
                maximum <= 0xffff_ffff
                ? UInt64(next32()) : UInt64(next32()) << 32 | UInt64(next32())
            if word & mask <= maximum { return word & mask }
        }
    }

    /// The order `RandomState.permutation(count)` returns: Fisher–Yates from the last place down.
    package mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, Int(interval(UInt64(last))))
        }
        return order
    }

    private mutating func twist() {
        for index in 0..<Self.wordCount {
            let next = words[(index + 1) % Self.wordCount]
            let mixed = (words[index] & 0x8000_0000) | (next & 0x7fff_ffff)
            let twisted = (mixed >> 1) ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
            words[index] = words[(index + Self.shift) % Self.wordCount] ^ twisted
        }
        position = 0
    }
}
