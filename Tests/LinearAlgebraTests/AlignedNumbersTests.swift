import LinearAlgebra
import Testing

@Suite struct AlignedNumbersTests {
    @Test("numbers begin at a line of the cache, a copy's too", arguments: [0, 1, 3, 100, 70_001])
    func alignment(count: Int) {
        var numbers = AlignedNumbers<Float>(zeros: count)
        let copy = numbers
        #expect(unsafe numbers.withPointer { UInt(bitPattern: $0) } % 64 == 0)
        #expect(unsafe numbers.withMutablePointer { UInt(bitPattern: $0) } % 64 == 0)
        #expect((0..<count).allSatisfy { numbers[$0] == 0 && copy[$0] == 0 })
    }

    @Test("a copy keeps its numbers when the other changes")
    func copies() {
        var numbers = AlignedNumbers<Double>(zeros: 3)
        unsafe numbers.withMutablePointer { unsafe $0[1] = 5 }
        let copy = numbers
        unsafe numbers.withMutablePointer { unsafe $0[1] = 7 }
        #expect((0..<3).map { copy[$0] } == [0, 5, 0])
        #expect((0..<3).map { numbers[$0] } == [0, 7, 0])
    }

    @Test("numbers that no other value shares stay where they are")
    func unshared() {
        var numbers = AlignedNumbers<Float>(zeros: 40)
        let before = unsafe numbers.withPointer { UInt(bitPattern: $0) }
        #expect(unsafe numbers.withMutablePointer { UInt(bitPattern: $0) } == before)
    }
}
