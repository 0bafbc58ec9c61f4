import Foundation
import LinearAlgebra
import Testing

@Suite struct RandomStreamTests {
    /// What `Golden/make_random_stream_goldens.py` computed.
    struct Golden: Decodable, Sendable, CustomTestStringConvertible {
        /// 64-bit words are written as text: JSON's numbers are doubles to many readers.
        let seed: String
        let stream: String
        let words: [String]
        let uniforms: [Double]
        let indices_below_1000: [Int]
        let permutation_of_17: [Int]
        let normals: [Double]

        var testDescription: String { "seed \(seed), stream \"\(stream)\"" }

        var start: RandomStream {
            get throws { RandomStream(seed: try #require(UInt64(seed)), stream: stream) }
        }

        static func load() throws -> [Golden] {
            let path = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Golden/random_stream.json")
            return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: path))
        }
    }

    @Test(
        "words, uniforms, indices and permutations are the published generator's",
        arguments: try Golden.load())
    func golden(_ golden: Golden) throws {
        var stream = try golden.start
        #expect(golden.words.map { _ in String(stream.next()) } == golden.words)
        stream = try golden.start
        #expect(golden.uniforms.map { _ in stream.uniform() } == golden.uniforms)
        stream = try golden.start
        #expect(
            golden.indices_below_1000.map { _ in stream.index(below: 1000) }
                == golden.indices_below_1000)
        stream = try golden.start
        #expect(order(17, &stream) == golden.permutation_of_17)
    }

    @Test("streams of one seed differ by name, streams of one name by seed")
    func independentStreams() {
        func start(_ seed: UInt64, _ name: String) -> UInt64 {
            var stream = RandomStream(seed: seed, stream: name)
            return stream.next()
        }
        let starts = [(1, "weights"), (2, "weights"), (1, "epoch-order"), (2, "epoch-order")]
            .map { start($0.0, $0.1) }
        #expect(Set(starts).count == 4)
    }

    @Test("indices are even below a bound that is no power of two")
    func evenIndices() {
        var stream = RandomStream(seed: 3, stream: "test")
        var counts = [Int](repeating: 0, count: 5)
        for _ in 0..<50_000 { counts[stream.index(below: 5)] += 1 }
        // χ² with 4 degrees of freedom exceeds 23.5 once in 10,000 seeds.
        let statistic = counts.reduce(0.0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
        #expect(statistic < 23.5)
    }

    @Test("the only index below 1 is 0")
    func singleIndex() {
        var stream = RandomStream(seed: 3, stream: "test")
        #expect((0..<10).map { _ in stream.index(below: 1) } == Array(repeating: 0, count: 10))
    }

    @Test("permutations hold each number once and each of the six orders of three comes up evenly")
    func permutations() {
        var stream = RandomStream(seed: 3, stream: "test")
        #expect(order(0, &stream) == [])
        #expect(order(1000, &stream).sorted() == Array(0..<1000))
        var counts: [[Int]: Int] = [:]
        for _ in 0..<12_000 { counts[order(3, &stream), default: 0] += 1 }
        // χ² with 5 degrees of freedom exceeds 25.7 once in 10,000 seeds.
        let statistic = counts.values.reduce(0.0) { $0 + pow(Double($1) - 2000, 2) / 2000 }
        #expect(counts.count == 6 && statistic < 25.7)
    }

    @Test("permuting in place forgets what was there before")
    func permuteInPlace() {
        var first = RandomStream(seed: 3, stream: "test")
        var second = first
        var order = [7, 7, 7, 7, 7]
        first.permute(&order)
        #expect(order == self.order(5, &second))
        #expect(first == second)
    }

    private func order(_ count: Int, _ stream: inout RandomStream) -> [Int] {
        var order = Array(repeating: 0, count: count)
        stream.permute(&order)
        return order
    }
}
