internal import Glibc

/// Zeroed memory for numbers, aligned to pages, which threads write in places of their own.
@safe final class NumberBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    // Sendable: the pieces of a phase write apart from each other and read nothing others write.
    let count: Int
    @unsafe private let start: UnsafeMutablePointer<Element>
    private var bytes: Int { count * MemoryLayout<Element>.stride }

    /// - Throws: when the system has not so much memory.
    init(_ count: Int) throws(MemoryShortage) {
        precondition(count > 0, "a buffer holds something")
        self.count = count
        let bytes = count * MemoryLayout<Element>.stride
        let memory = unsafe mmap(
            nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            throw MemoryShortage(bytes: bytes)
        }
        // Only a hint: large pages save much of the search for small ones.
        unsafe madvise(memory, bytes, MADV_HUGEPAGE)
        unsafe start = memory.bindMemory(to: Element.self, capacity: count)
    }

    // The arguments are those of the mapping, so this can't fail.
    deinit { unsafe munmap(start, bytes) }

    /// Where number `offset` lies, and `needed` more from there on.
    func pointer(at offset: Int, needed: Int) -> UnsafeMutablePointer<Element> {
        precondition(
            offset >= 0 && needed >= 0 && offset + needed <= count, "a buffer is too small")
        return unsafe start + offset
    }

    func write(_ numbers: [Element], at offset: Int = 0) {
        unsafe pointer(at: offset, needed: numbers.count).update(
            from: numbers, count: numbers.count)
    }

    func numbers(_ count: Int, at offset: Int = 0) -> [Element] {
        unsafe Array(
            UnsafeBufferPointer(start: pointer(at: offset, needed: count), count: count))
    }
}

/// Memory that the system did not give.
package struct MemoryShortage: Error, Equatable, Sendable, CustomStringConvertible {
    let bytes: Int

    package var description: String {
        "the system gives no \(bytes) bytes of memory; a smaller batch needs less"
    }
}
