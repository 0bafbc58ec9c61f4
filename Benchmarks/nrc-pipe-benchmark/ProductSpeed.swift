internal import LinearAlgebra

/// What BLAS alone reaches: square products in single precision into memory that is there.
struct ProductSpeed {
    private static let size = 512
    private static let repetitions = 60

    private let left: [Float]
    private let right: [Float]

    init() {
        var stream = RandomStream(seed: 1, stream: "benchmark")
        let size = Self.size
        left = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
        right = stream.standardNormalMatrix(rows: size, columns: size).asFloat.elements
    }

    /// GFLOP/s of so many threads together, each with a product of its own.
    func measure(threads: Int) -> Double {
        let team = ThreadTeam(threads: threads)
        var results = [Float](repeating: 0, count: threads * Self.size * Self.size)
        return unsafe results.withUnsafeMutableBufferPointer { results in
            // Each piece writes its own part.
            nonisolated(unsafe) let start = results.baseAddress
            let seconds = (0..<Self.repetitions).map { _ in
                Stopwatch.seconds {
                    team.perform(pieces: threads) { piece in
                        guard let start = unsafe start else { return }
                        unsafe multiply(into: start + piece * Self.size * Self.size)
                    }
                }
            }
            let size = Double(Self.size)
            return 2 * size * size * size * Double(threads) / Stopwatch.undisturbed(seconds) * 1e-9
        }
    }

    private func multiply(into result: UnsafeMutablePointer<Float>) {
        let size = Self.size
        unsafe Float.gemm(
            transposeLeft: false, transposeRight: false, rows: size, columns: size,
            inner: size, alpha: 1, left: left, leftStride: size, right: right,
            rightStride: size, beta: 0, result: result, resultStride: size)
    }
}
