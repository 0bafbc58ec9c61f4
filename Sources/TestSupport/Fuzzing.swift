internal import Foundation

/// Damaged inputs for a reader of strangers' bytes, the same for the same seed.
///
/// Each is a file of the corpus with a few pieces changed: bits flipped, runs removed, doubled or
/// taken from another file, numbers set to their extremes, and words put in that mean something.
package struct FuzzInputs: Sequence, IteratorProtocol {
    private static let longestRun = 24
    private static let extremes: [UInt8] = [0x00, 0x01, 0x7F, 0x80, 0xFF]

    private let corpus: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SplitMix
    private var left: Int

    /// - Parameters:
    ///   - folder: of `Tests/Corpus`.
    ///   - words: what means something to the format.
    package init(corpus folder: String, words: [String], count: Int, seed: UInt64) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Tests/Corpus/\(folder)")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        corpus = try names.map { Array(try Data(contentsOf: root.appendingPathComponent($0))) }
        precondition(!corpus.isEmpty, "the corpus \(folder) has no files")
        self.words = words.map { Array($0.utf8) }
        random = SplitMix(state: seed)
        left = count
    }

    package mutating func next() -> [UInt8]? {
        guard left > 0 else { return nil }
        left -= 1
        var bytes = corpus[pick(corpus.count)]
        for _ in 0...pick(5) { damage(&bytes) }
        return bytes
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let position = pick(bytes.count + 1)
        let end = Swift.min(bytes.count, position + 1 + pick(Self.longestRun))
        switch pick(8) {
        case 0: bytes.removeSubrange(position..<end)
        case 1 where position < bytes.count: bytes[position] ^= 1 << UInt8(pick(8))
        case 2 where position < bytes.count: bytes[position] = Self.extremes[pick(5)]
        case 3: bytes.insert(contentsOf: bytes[position..<end], at: position)
        case 4:
            let other = corpus[pick(corpus.count)]
            let start = pick(other.count)
            let run = other[start..<Swift.min(other.count, start + 1 + pick(Self.longestRun))]
            bytes.insert(contentsOf: run, at: position)
        case 5: bytes.removeSubrange(position...)
        case 6:
            for index in position..<end { bytes[index] = UInt8(pick(256)) }
        default: bytes.insert(contentsOf: words[pick(words.count)], at: position)
        }
    }
}

/// What a fuzz test has seen; the reader neither crashed nor hung if one exists.
package struct FuzzTally {
    package private(set) var inputs = 0
    package private(set) var refused = 0
    package private(set) var slowest = Duration.zero

    package init() {}

    /// - Parameter read: whether the reader took the input.
    package mutating func note(_ read: () throws -> Bool) rethrows {
        let start = ContinuousClock.now
        if try !read() { refused += 1 }
        slowest = max(slowest, ContinuousClock.now - start)
        inputs += 1
    }

    /// The most memory that this process has had, in bytes.
    package static func peakBytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first).flatMap { Int($0) }
            .map { $0 * 1024 } ?? 0
    }

    /// For whoever runs it by hand.
    package func summary(of reader: String) -> String {
        """
        \(reader): \(inputs) inputs, \(refused) refused, slowest \(slowest), \
        peak \(Self.peakBytes() >> 20) MiB
        """
    }
}
