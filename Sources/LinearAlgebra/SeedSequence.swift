/// NumPy's `SeedSequence(entropy)`: turns any seed, however regular, into words that look random.
///
/// The seed's 32-bit words are hashed into a pool of four, each of which is then mixed into each
/// other; what is drawn is the pool hashed once more, round and round.
/// Source: NumPy's `bit_generator.pyx`, after O'Neill's `seed_seq_fe` (2015).
struct SeedSequence {
    private static let poolSize = 4
    private static let shift: UInt32 = 16

    private let pool: [UInt32]

    init(entropy: UInt64) {
        let entropy = [UInt32(truncatingIfNeeded: entropy), UInt32(entropy >> 32)]
        var hash = Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
        var pool = (0..<Self.poolSize).map { hash($0 < entropy.count ? entropy[$0] : 0) }
        for source in pool.indices {
            for target in pool.indices where target != source {
                pool[target] = Self.mixed(pool[target], hash(pool[source]))
            }
        }
        self.pool = pool
    }

    /// `generate_state(count, uint64)`: pairs of 32-bit words, the low one first.
    func words(_ count: Int) -> [UInt64] {
        var hash = Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
        return (0..<count).map { index in
            let low = hash(pool[2 * index % Self.poolSize])
            let high = hash(pool[(2 * index + 1) % Self.poolSize])
            return UInt64(high) << 32 | UInt64(low)
        }
    }

    private static func mixed(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let word = left &* 0xca01_f9dd &- right &* 0x4973_f715
        return word ^ (word >> shift)
    }

    /// A multiplicative hash whose constant changes with each word.
    private struct Hash {
        var constant: UInt32
        let multiplier: UInt32

        mutating func callAsFunction(_ word: UInt32) -> UInt32 {
            var result = word ^ constant
            constant = constant &* multiplier
            result = result &* constant
            return result ^ (result >> SeedSequence.shift)
        }
    }
}
