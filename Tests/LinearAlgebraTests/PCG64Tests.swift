import Foundation
import Testing

@testable import LinearAlgebra

/// Golden numbers: NumPy's `default_rng`, by `Golden/make_pcg64_goldens.py`.
@Suite struct PCG64Tests {
    private struct Case: Decodable {
        var seed: String
        var first, last: [String]
        var halves: [UInt32]
        var permutations: [Permutation]
        var three_of_four: [[Int]]
    }

    private struct Permutation: Decodable {
        var count: Int
        var first, last: [Int]
        var checksum: String
    }

    private static func cases() throws -> [(seed: UInt64, Case)] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/pcg64.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: path))
        try #require(cases.count == 7)
        return try cases.map { (try #require(UInt64($0.seed)), $0) }
    }

    @Test("64-bit words agree with NumPy for seeds of one and of two words")
    func words() throws {
        for (seed, expected) in try Self.cases() {
            var generator = PCG64(seed: seed)
            let words = (0..<1000).map { _ in "\(generator.next64())" }
            #expect(Array(words.prefix(5)) == expected.first, "seed \(seed)")
            #expect(Array(words.suffix(5)) == expected.last, "seed \(seed)")
        }
    }

    @Test("32-bit words are the halves of a 64-bit word, the low one first")
    func halves() throws {
        for (seed, expected) in try Self.cases() {
            var generator = PCG64(seed: seed)
            #expect((0..<7).map { _ in generator.next32() } == expected.halves, "seed \(seed)")
        }
    }

    @Test("permutations agree with NumPy, index by index")
    func permutations() throws {
        for (seed, expected) in try Self.cases() {
            for golden in expected.permutations {
                var generator = PCG64(seed: seed)
                let order = generator.permutation(golden.count)
                #expect(Array(order.prefix(10)) == golden.first)
                #expect(Array(order.suffix(5)) == golden.last)
                var checksum: UInt64 = 0
                for (place, index) in order.enumerated() {
                    checksum &+= UInt64(place + 1) &* UInt64(index)
                }
                #expect("\(checksum)" == golden.checksum, "seed \(seed), N = \(golden.count)")
            }
        }
    }

    @Test("an order goes on with the half word that the one before left")
    func spareHalf() throws {
        for (seed, expected) in try Self.cases() {
            var generator = PCG64(seed: seed)
            let orders = (0..<3).map { _ in generator.permutation(4) }
            #expect(orders == expected.three_of_four, "seed \(seed)")
        }
    }

    @Test("an order of nothing or of one draws nothing")
    func nothing() {
        var generator = PCG64(seed: 42)
        let before = generator
        #expect(generator.permutation(0) == [])
        #expect(generator.permutation(1) == [0])
        #expect(generator == before)
    }
}
