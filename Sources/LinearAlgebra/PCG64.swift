/// The generator of NumPy's `default_rng(seed)`, PCG64, so that orders drawn in Python are drawn
/// here bit for bit.
///
/// s ← a·s + c (mod 2¹²⁸), then the two halves of s, xored, are rotated by the top six bits of s.
/// Source: O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
/// Random Number Generation" (2014), variant XSL-RR 128/64.
package struct PCG64: Sendable, Equatable {
    private static let multiplier: UInt128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645

    private var state: UInt128
    /// c, odd: it selects one of 2¹²⁷ streams.
    private let increment: UInt128
    /// The high half of the last word when only its low half was drawn.
    private var spare: UInt32?

    /// The generator that `numpy.random.default_rng(seed)` makes.
    package init(seed: UInt64) {
        let words = SeedSequence(entropy: seed).words(4)
        increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
        state = 0
        advance()
        state &+= UInt128(words[0]) << 64 | UInt128(words[1])
        advance()
    }

    /// Uniform on all 64-bit words.
    package mutating func next64() -> UInt64 {
        advance()
        let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
        let turn = UInt64(truncatingIfNeeded: state >> 122)
        return folded >> turn | folded << ((64 - turn) & 63)
    }

    /// Uniform on all 32-bit words: the halves of a 64-bit word, the low one first.
    package mutating func next32() -> UInt32 {
        if let spare {
            self.spare = nil
            return spare
        }
        let word = next64()
        spare = UInt32(truncatingIfNeeded: word >> 32)
        return UInt32(truncatingIfNeeded: word)
    }

    /// Uniform on 0...maximum by masked rejection; half a word a try where it suffices, else a
    /// whole one (NumPy's `random_interval`). A maximum of 0 draws nothing.
    package mutating func interval(_ maximum: UInt64) -> UInt64 {
        guard maximum > 0 else { return 0 }
        let mask = UInt64.max >> UInt64(maximum.leadingZeroBitCount)
        while true {
            let word = maximum <= 0xffff_ffff ? UInt64(next32()) : next64()
            if word & mask <= maximum { return word & mask }
        }
    }

    /// The order `Generator.permutation(count)` returns: Fisher–Yates from the last place down.
    package mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, Int(interval(UInt64(last))))
        }
        return order
    }

    private mutating func advance() {
        state = state &* Self.multiplier &+ increment
    }
}
