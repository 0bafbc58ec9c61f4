import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct StageOrderTests {
    /// Always takes the first stage whose producers are all taken.
    private func naiveOrder(_ producers: [[Int]]) -> [Int] {
        var order: [Int] = []
        var taken: Set<Int> = []
        while let next = producers.indices.first(where: { stage in
            !taken.contains(stage) && producers[stage].allSatisfy(taken.contains)
        }) {
            order.append(next)
            taken.insert(next)
        }
        return order
    }

    @Test(
        "random graphs are ordered as a naive search orders them",
        arguments: 0..<200 as Range<UInt64>)
    func agreesWithNaive(seed: UInt64) {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...30, using: &random)
        // Edges in both directions, so that some of the graphs have cycles.
        let producers = (0..<count).map { _ in
            Array(
                Set(
                    (0..<Int.random(in: 0...2, using: &random)).map { _ in
                        Int.random(in: 0..<count, using: &random)
                    })
            ).sorted()
        }
        let order = StageOrder(producers: producers)
        let naive = naiveOrder(producers)
        #expect(order.sorted == naive)
        #expect(order.cycles.isEmpty == (naive.count == count))
        for cycle in order.cycles {
            #expect(cycle.first == cycle.min())
            #expect(Set(cycle).count == cycle.count)
            for (stage, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
                #expect(producers[stage].contains(next))
            }
        }
    }

    @Test("a chain of a hundred thousand stages is ordered, and closed to a ring found as a cycle")
    func longChain() {
        let count = 100_000
        let chain = (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }
        #expect(StageOrder(producers: chain).sorted == (0..<count).reversed())
        let ring = (0..<count).map { [($0 + 1) % count] }
        #expect(StageOrder(producers: ring).cycles == [Array(0..<count)])
    }
}
