import Testing

@testable import Learning

@Suite struct PiecesTests {
    private func lengths(_ pieces: Pieces) -> [Int] {
        (0..<pieces.count).map { pieces[$0].count }
    }

    @Test("pieces follow each other and are all there is")
    func cover() {
        for total in 1...2100 {
            for pieces in [Pieces.ofOutputs(total), Pieces.ofGradients(total)] {
                #expect((0..<pieces.count).flatMap { Array(pieces[$0]) } == Array(0..<total))
                #expect(lengths(pieces).allSatisfy { 1...512 ~= $0 })
            }
        }
    }

    @Test(
        "outputs are cut in an even number of pieces",
        arguments: [
            (1, [1]), (63, [63]), (64, [32, 32]), (100, [64, 36]), (256, [128, 128]),
            (512, [256, 256]), (513, [160, 160, 160, 33]), (1024, [256, 256, 256, 256]),
        ])
    func outputs(_ total: Int, _ expected: [Int]) {
        #expect(lengths(Pieces.ofOutputs(total)) == expected)
    }

    @Test(
        "gradients are cut only where they are wide",
        arguments: [
            (1, [1]), (256, [256]), (512, [512]), (513, [288, 225]), (1024, [512, 512]),
        ])
    func gradients(_ total: Int, _ expected: [Int]) {
        #expect(lengths(Pieces.ofGradients(total)) == expected)
    }
}
