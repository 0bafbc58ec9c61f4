internal import LinearAlgebra

/// What BLAS alone reaches: square products in single precision into memory that is there.
struct ProductSpeed {
    private static let size = 512
    private static let repetitions = 20

    private let left: [Float]
    private let right: [Float]

    init() {
        var stream = RandomStream(seed: 1, stream: "benchmark")
        let size = Self.size
        left = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
        right = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
    }

    /// GFLOP/s of so many threads together, each with products of its own.
    func measure(threads: Int) -> Double {
        let team = ThreadTeam(threads: threads)
        let best = Stopwatch.best(of: 5) {
            team.perform(pieces: threads) { _ in multiply() }
        }
        let size = Double(Self.size)
        return 2 * size * size * size * Double(Self.repetitions * threads) / best * 1e-9
    }

    private func multiply() {
        let size = Self.size
        var result = Array(repeating: Float(0), count: size * size)
        for _ in 0..<Self.repetitions {
            unsafe Float.gemm(
                transposeLeft: false, transposeRight: false, rows: size, columns: size,
                inner: size, alpha: 1, left: left, leftStride: size, right: right,
                rightStride: size, beta: 0, result: &result, resultStride: size)
        }
    }
}
