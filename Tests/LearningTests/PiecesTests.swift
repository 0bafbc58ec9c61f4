import Testing

@testable import Learning

@Suite struct PiecesTests {
    private func lengths(_ pieces: Pieces) -> [Int] {
        (0..<pieces.count).map { pieces[$0].count }
    }

    @Test("pieces follow each other and are all there is", arguments: [1, 2, 3, 4, 16])
    func cover(_ threads: Int) {
        for total in 1...1100 {
            for pieces in [
                Pieces.ofRows(total, threads: threads), Pieces.ofStrips(total, threads: threads),
            ] {
                #expect((0..<pieces.count).flatMap { Array(pieces[$0]) } == Array(0..<total))
                #expect(lengths(pieces).allSatisfy { $0 > 0 })
            }
        }
    }

    @Test("of rows a thread alone takes everything at once, several two pieces each")
    func rows() {
        #expect(lengths(.ofRows(512, threads: 1)) == [512])
        #expect(lengths(.ofRows(512, threads: 2)) == [128, 128, 128, 128])
        #expect(lengths(.ofRows(100, threads: 2)) == [28, 28, 28, 16])
        #expect(lengths(.ofRows(3, threads: 4)) == [3])
        #expect(lengths(.ofRows(40, threads: 4)) == [16, 16, 8])
    }

    @Test("strips are shared evenly, a block at a time at most")
    func strips() {
        #expect(lengths(.ofStrips(4, threads: 1)) == [4])
        #expect(lengths(.ofStrips(4, threads: 2)) == [2, 2])
        #expect(lengths(.ofStrips(4, threads: 3)) == [2, 2])
        #expect(lengths(.ofStrips(3, threads: 4)) == [1, 1, 1])
        #expect(lengths(.ofStrips(32, threads: 2)) == [4, 4, 4, 4, 4, 4, 4, 4])
    }
}
