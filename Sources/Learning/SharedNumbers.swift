/// An array's numbers while several threads read and write them, each thread its own ones.
///
/// Lives as long as the closure it is handed to.
@safe struct SharedNumbers: @unchecked Sendable {
    // Sendable: the pieces of a task write apart from each other and read nothing that others write.
    private let start: UnsafeMutablePointer<Float>
    private let count: Int

    /// Where a range of the numbers lies, at least `needed` of them.
    func pointer(to range: Range<Int>, needed: Int) -> UnsafeMutablePointer<Float> {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count && needed <= range.count,
            "a buffer is too small")
        return unsafe start + range.lowerBound
    }

    /// Where all numbers lie, at least `needed`.
    func pointer(needed: Int) -> UnsafeMutablePointer<Float> {
        unsafe pointer(to: 0..<count, needed: needed)
    }

    /// Hands the numbers of `elements` to `body`, none for an empty array; nobody else may touch the
    /// array meanwhile.
    static func of(_ elements: inout [Float], _ body: (SharedNumbers?) -> Void) {
        unsafe elements.withUnsafeMutableBufferPointer { elements in
            let count = elements.count
            unsafe body(elements.baseAddress.map { unsafe SharedNumbers(start: $0, count: count) })
        }
    }
}
