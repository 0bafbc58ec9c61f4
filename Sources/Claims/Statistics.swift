/// Order statistics.
package enum Statistics {
    /// The middle value, or the mean of the two middle ones; `nil` of nothing.
    package static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        if !sorted.count.isMultiple(of: 2) { return sorted[middle] }
        // Halved first: the sum of two large values overflows.
        return sorted[middle - 1] / 2 + sorted[middle] / 2
    }

    /// Spearman's rank correlation: Pearson's correlation of the ranks, ties averaged.
    ///
    /// ρ = Σ (rᵢ − r̄)(sᵢ − s̄) / √(Σ (rᵢ − r̄)² Σ (sᵢ − s̄)²)
    ///
    /// - Returns: in [−1, 1]; `nil` where either side has fewer than two different values.
    static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
        precondition(left.count == right.count, "a correlation needs pairs")
        let (first, second) = (ranks(left), ranks(right))
        // The mean of the ranks 1 … n, with and without ties.
        let mean = Double(left.count + 1) / 2
        var (product, firstSquares, secondSquares) = (0.0, 0.0, 0.0)
        for (r, s) in zip(first, second) {
            product += (r - mean) * (s - mean)
            firstSquares += (r - mean) * (r - mean)
            secondSquares += (s - mean) * (s - mean)
        }
        guard firstSquares > 0, secondSquares > 0 else { return nil }
        let correlation = product / (firstSquares * secondSquares).squareRoot()
        return min(max(correlation, -1), 1)
    }

    /// Ranks from 1; equal values share the mean of their ranks.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
