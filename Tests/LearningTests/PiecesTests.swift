import Testing

@testable import Learning

@Suite struct PiecesTests {
    private func lengths(_ total: Int, _ threads: Int) -> [Int] {
        let pieces = Pieces(total, threads: threads)
        return (0..<pieces.count).map { pieces[$0].count }
    }

    @Test("pieces follow each other and are all there is", arguments: [1, 2, 3, 4, 16])
    func cover(_ threads: Int) {
        for total in 1...1100 {
            let pieces = Pieces(total, threads: threads)
            #expect((0..<pieces.count).flatMap { Array(pieces[$0]) } == Array(0..<total))
            #expect((0..<pieces.count).allSatisfy { !pieces[$0].isEmpty })
        }
    }

    @Test("a thread alone takes everything at once, several two pieces each")
    func counts() {
        #expect(lengths(512, 1) == [512])
        #expect(lengths(512, 2) == [128, 128, 128, 128])
        #expect(lengths(100, 2) == [28, 28, 28, 16])
        #expect(lengths(3, 4) == [3])
        #expect(lengths(40, 4) == [16, 16, 8])
    }
}
