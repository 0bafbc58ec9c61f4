/// The one median of all curves and lines.
package enum Median {
    /// The middle of the values, of an even number the mean of the middle two; nil for none.
    ///
    /// - Parameter values: finite, in any order.
    package static func of(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let upper = sorted.count / 2
        // Halved first: the sum of two large values overflows.
        return sorted.count.isMultiple(of: 2)
            ? sorted[upper - 1] / 2 + sorted[upper] / 2 : sorted[upper]
    }
}
