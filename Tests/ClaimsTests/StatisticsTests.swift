import Testing

@testable import Claims

@Suite struct StatisticsTests {
    @Test("the median is the middle value, or the mean of the two middle ones, without overflow")
    func medians() {
        #expect(Statistics.median([]) == nil)
        #expect(Statistics.median([3]) == 3)
        #expect(Statistics.median([5, 1, 3]) == 3)
        #expect(Statistics.median([4, 1, 3, 10]) == 3.5)
        #expect(Statistics.median([1.7e308, 1.7e308]) == 1.7e308)
    }

    @Test("equal values share the mean of their ranks")
    func ranks() {
        #expect(Statistics.ranks([10, 30, 20]) == [1, 3, 2])
        #expect(Statistics.ranks([5, 1, 5, 0, 5]) == [4, 2, 4, 1, 4])
        #expect(Statistics.ranks([7, 7]) == [1.5, 1.5])
    }

    /// Rank of a value = 1 + how many are smaller + half of how many others are equal.
    private static func naiveRank(_ values: [Double], _ index: Int) -> Double {
        var rank = 1.0
        for (other, value) in values.enumerated() where other != index {
            if value < values[index] { rank += 1 }
            if value == values[index] { rank += 0.5 }
        }
        return rank
    }

    /// Pearson's correlation of the naive ranks by n Σxy − Σx Σy.
    private static func naiveSpearman(_ left: [Double], _ right: [Double]) -> Double {
        let x = left.indices.map { naiveRank(left, $0) }
        let y = right.indices.map { naiveRank(right, $0) }
        let n = Double(left.count)
        let (sx, sy) = (x.reduce(0, +), y.reduce(0, +))
        let sxy = zip(x, y).map { $0 * $1 }.reduce(0, +)
        let (sxx, syy) = (x.map { $0 * $0 }.reduce(0, +), y.map { $0 * $0 }.reduce(0, +))
        return (n * sxy - sx * sy) / ((n * sxx - sx * sx) * (n * syy - sy * sy)).squareRoot()
    }

    @Test("Spearman's correlation is that of a naive computation, with ties and without")
    func spearmanAgreesWithNaive() throws {
        for draw in 0..<400 {
            let count = 3 + draw % 10
            // Few different values, so that most draws have ties.
            let left = (0..<count).map { Double((draw * 7919 + $0 * 104_729) / 13 % 5) }
            let right = (0..<count).map { Double((draw * 6101 + $0 * $0 * 31_337) / 7 % 5) }
            guard Set(left).count > 1, Set(right).count > 1 else { continue }
            let found = try #require(Statistics.spearman(left, right))
            // Sums of at most twelve half-integers are exact; only the root and quotient round.
            #expect(abs(found - Self.naiveSpearman(left, right)) < 1e-14, "\(left) \(right)")
        }
    }

    @Test("known correlations")
    func knownCorrelations() throws {
        #expect(Statistics.spearman([1, 2, 3], [10, 100, 1000]) == 1)
        #expect(Statistics.spearman([1, 2, 3], [9, 4, 1]) == -1)
        // Ranks 1 2 3 4 and 1 2.5 2.5 4: 4.5 / √(5 · 4.5).
        let tied = try #require(Statistics.spearman([1, 2, 3, 4], [0, 5, 5, 9]))
        #expect(abs(tied - (4.5 / 22.5.squareRoot())) < 1e-15)
    }

    @Test("a side without two different values has no correlation")
    func constants() {
        #expect(Statistics.spearman([1, 2, 3], [4, 4, 4]) == nil)
        #expect(Statistics.spearman([1], [4]) == nil)
        #expect(Statistics.spearman([], []) == nil)
    }
}
