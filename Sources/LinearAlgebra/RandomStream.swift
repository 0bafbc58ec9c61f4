/// A seeded, named stream of random numbers.
///
/// xoshiro256++ (Blackman & Vigna 2019), its state filled by SplitMix64 from the seed and the
/// stream's name (FNV-1a), so that `weights` and `epoch-order` of one seed are independent.
package struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
    private var state: [UInt64]

    package init(seed: UInt64, stream name: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        var mixer = seed ^ hash
        state = (0..<4).map { _ in
            mixer &+= 0x9e37_79b9_7f4a_7c15
            var word = mixer
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    package mutating func next() -> UInt64 {
        func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
            (word << count) | (word >> (64 - count))
        }
        let result = rotate(state[0] &+ state[3], 23) &+ state[0]
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 45)
        return result
    }

    /// Uniform on [0, 1) with 53 random bits.
    package mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform on 0..<bound without modulo bias (masked rejection).
    package mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "an empty range has no index")
        let mask = UInt64.max >> UInt64((UInt64(bound - 1) | 1).leadingZeroBitCount)
        while true {
            let candidate = next() & mask
            if candidate < UInt64(bound) { return Int(candidate) }
        }
    }

    /// Overwrites `order` with a random order of 0..<order.count (Fisher–Yates), without allocating.
    package mutating func permute(_ order: inout [Int]) {
        for index in order.indices { order[index] = index }
        for last in stride(from: order.count - 1, to: 0, by: -1) {
            order.swapAt(last, index(below: last + 1))
        }
    }
}
