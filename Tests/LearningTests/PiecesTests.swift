import Testing

@testable import Learning

@Suite struct PiecesTests {
    @Test("pieces follow each other and are all there is")
    func cover() {
        for total in 1...2100 {
            let pieces = Pieces(total)
            #expect((0..<pieces.count).flatMap { Array(pieces[$0]) } == Array(0..<total))
            #expect(
                (0..<pieces.count).allSatisfy { pieces[$0].count <= 256 && !pieces[$0].isEmpty })
        }
    }

    @Test(
        "widths in use are cut in an even number of pieces",
        arguments: [
            (4, [4]), (63, [63]), (64, [32, 32]), (100, [64, 36]), (256, [128, 128]),
            (512, [256, 256]), (513, [160, 160, 160, 33]), (1024, [256, 256, 256, 256]),
        ])
    func lengths(_ total: Int, _ expected: [Int]) {
        let pieces = Pieces(total)
        #expect((0..<pieces.count).map { pieces[$0].count } == expected)
    }
}
