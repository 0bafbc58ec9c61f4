internal import LinearAlgebra

/// Numbers while several threads write them, each thread its own ones.
///
/// Lives as long as the closure it is handed to.
@safe struct SharedNumbers: @unchecked Sendable {
    // Sendable: the pieces of a task write apart from each other and read nothing that others write.
    private let start: UnsafeMutablePointer<Float>
    private let count: Int

    /// Where the number `index` lies, and `needed` more from there on.
    func pointer(at index: Int, needed: Int) -> UnsafeMutablePointer<Float> {
        precondition(index >= 0 && needed >= 0 && index + needed <= count, "a buffer is too small")
        return unsafe start + index
    }

    /// Hands the numbers of `elements` to `body`; nobody else may touch them meanwhile.
    static func of(_ elements: inout AlignedNumbers<Float>, _ body: (SharedNumbers) -> Void) {
        let count = elements.count
        unsafe elements.withMutablePointer { start in
            unsafe body(SharedNumbers(start: start, count: count))
        }
    }

    /// The same for an array.
    static func of(_ elements: inout [Float], _ body: (SharedNumbers) -> Void) {
        unsafe elements.withUnsafeMutableBufferPointer { elements in
            guard let start = elements.baseAddress else { return }
            unsafe body(SharedNumbers(start: start, count: elements.count))
        }
    }

    /// The same for two.
    static func of(
        _ first: inout AlignedNumbers<Float>, _ second: inout AlignedNumbers<Float>,
        _ body: (SharedNumbers, SharedNumbers) -> Void
    ) {
        of(&first) { first in
            of(&second) { second in body(first, second) }
        }
    }

    /// The same for two arrays.
    static func of(
        _ first: inout [Float], _ second: inout [Float],
        _ body: (SharedNumbers, SharedNumbers) -> Void
    ) {
        of(&first) { first in
            of(&second) { second in body(first, second) }
        }
    }
}
