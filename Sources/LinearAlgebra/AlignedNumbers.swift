/// Numbers that begin where a line of the processor's cache does, as an `Array`'s never do: a widest
/// vector that lies across two lines takes two reads, which costs a training a twelfth of its speed.
///
/// A value, copied when a copy of it changes.
@safe package struct AlignedNumbers<Element: BLASElement>: Sendable {
    /// Bytes of a line.
    private static var line: Int { 64 }

    /// The memory of one value or of several that are the same.
    @safe private final class Memory: @unchecked Sendable {
        // Sendable: it is written to by a value that no other shares it with.
        @unsafe let start: UnsafeMutablePointer<Element>

        init(_ count: Int) {
            let bytes = UnsafeMutableRawPointer.allocate(
                byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: line)
            unsafe start = bytes.bindMemory(to: Element.self, capacity: count)
        }

        deinit { unsafe UnsafeMutableRawPointer(start).deallocate() }
    }

    package let count: Int
    private var memory: Memory

    package init(zeros count: Int) {
        self.count = count
        memory = Memory(count)
        unsafe memory.start.initialize(repeating: 0, count: count)
    }

    package subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "no such number")
        return unsafe withPointer { unsafe $0[index] }
    }

    /// Hands out the numbers to read.
    package func withPointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
        withExtendedLifetime(memory) { unsafe body(UnsafePointer(memory.start)) }
    }

    /// Hands out the numbers to change.
    package mutating func withMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<Element>) -> Result
    ) -> Result {
        if !isKnownUniquelyReferenced(&memory) {
            let own = Memory(count)
            unsafe own.start.initialize(from: memory.start, count: count)
            memory = own
        }
        return withExtendedLifetime(memory) { unsafe body(memory.start) }
    }
}
