internal import LinearAlgebra

/// What BLAS alone reaches: square products into memory that is there.
struct ProductSpeed<Element: BLASElement> {
    private let size = 512
    private let repetitions = 60
    private let left: [Element]
    private let right: [Element]

    init() {
        var stream = RandomStream(seed: 1, stream: "benchmark")
        left = stream.standardNormalMatrix(rows: size, columns: size).elements.map(Element.init)
        right = stream.standardNormalMatrix(rows: size, columns: size).elements.map(Element.init)
    }

    /// GFLOP/s of so many threads together, each with a product of its own.
    func measure(threads: Int) -> Double {
        let team = ThreadTeam(threads: threads)
        var results = [Element](repeating: 0, count: threads * size * size)
        return unsafe results.withUnsafeMutableBufferPointer { results in
            // Each piece writes its own part.
            nonisolated(unsafe) let start = results.baseAddress
            let seconds = (0..<repetitions).map { _ in
                Stopwatch.seconds {
                    team.perform(pieces: threads) { piece in
                        guard let start = unsafe start else { return }
                        unsafe multiply(into: start + piece * size * size)
                    }
                }
            }
            let work = 2.0 * Double(size * size * size * threads)
            return work / Stopwatch.undisturbed(seconds) * 1e-9
        }
    }

    private func multiply(into result: UnsafeMutablePointer<Element>) {
        unsafe Element.gemm(
            transposeLeft: false, transposeRight: false, rows: size, columns: size,
            inner: size, alpha: 1, left: left, leftStride: size, right: right,
            rightStride: size, beta: 0, result: result, resultStride: size)
    }
}
