import LinearAlgebra
import Testing

@Suite struct TeamWorkTests {
    private struct Odd: Error, Equatable {
        let number: Int
    }

    @Test("each element is changed once, in its place", arguments: [1, 2, 4])
    func update(threads: Int) {
        var texts = (0..<50).map { "\($0)" }
        ThreadTeam(threads: threads).update(&texts) { index, text in text += " and \(index)" }
        #expect(texts == (0..<50).map { "\($0) and \($0)" })
    }

    @Test("values come in the order of their indices", arguments: [1, 2, 4])
    func map(threads: Int) {
        let squares = ThreadTeam(threads: threads).map(50) { $0 * $0 }
        #expect(squares == (0..<50).map { $0 * $0 })
        #expect(ThreadTeam(threads: threads).map(0) { $0 } == [])
    }

    @Test("of several errors the first one's index is thrown", arguments: [1, 2, 4])
    func firstError(threads: Int) {
        let team = ThreadTeam(threads: threads)
        #expect(throws: Odd(number: 13)) {
            _ = try team.map(50) { (index) throws(Odd) in
                guard index < 12 || index.isMultiple(of: 2) else { throw Odd(number: index) }
                return index
            }
        }
    }
}
