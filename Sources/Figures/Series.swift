/// One curve: medians over seeds with their range.
package struct Series: Sendable, Equatable, Codable {
    /// What a curve means; it decides the colour. Several labels of one role within a figure differ
    /// in shade and marker, in order of appearance.
    package enum Role: String, Sendable, Codable, CaseIterable {
        /// The paper's main quantity: purple.
        case signal
        /// The complement, or the settings for contrast: salmon.
        case noise
        /// Settings beyond the main one, where `noise` is those short of it: teal.
        case beyond
        /// A second quantity beside the main one: blue.
        case companion
        /// Training loss: blue.
        case train
        /// Test loss: orange.
        case test
        /// Values of a swept parameter: from dark to light in order of appearance.
        case sweep
    }

    /// Text for the legend; empty keeps the curve out of it. One label and role looks the same in
    /// all panels of a figure and stands in the legend once.
    package var label: String
    package var role: Role
    package var points: [Point]
    /// How many seeds the curve is drawn from, where not as many as its panel.
    package var seeds: Int?

    package init(label: String, role: Role, points: [Point], seeds: Int? = nil) {
        self.label = label
        self.role = role
        self.points = points
        self.seeds = seeds
    }
}

/// One place on a curve. An undefined value is nil and leaves a gap; it is never drawn as a number.
package struct Point: Sendable, Equatable, Codable {
    package let x: Double
    /// Median over the seeds.
    package let median: Double?
    /// Smallest over the seeds.
    package let low: Double?
    /// Largest over the seeds.
    package let high: Double?
    /// How many seeds the median is taken over.
    package let seeds: Int

    /// Values that are not finite become nil.
    package init(x: Double, median: Double?, low: Double?, high: Double?, seeds: Int) {
        self.x = x
        self.median = median.flatMap { $0.isFinite ? $0 : nil }
        self.low = low.flatMap { $0.isFinite ? $0 : nil }
        self.high = high.flatMap { $0.isFinite ? $0 : nil }
        self.seeds = seeds
    }

    /// Median and range of one value a seed; undefined ones (nil or not finite) are left out, and
    /// the figure says where.
    package init(x: Double, values: [Double?]) {
        let defined = values.compactMap(\.self).filter(\.isFinite)
        self.init(
            x: x, median: Median.of(defined), low: defined.min(), high: defined.max(),
            seeds: defined.count)
    }

    private enum CodingKeys: CodingKey {
        case x, median, low, high, seeds
    }

    /// Undefined values are written as null, so that all points have the same keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(x, forKey: .x)
        try container.encode(median, forKey: .median)
        try container.encode(low, forKey: .low)
        try container.encode(high, forKey: .high)
        try container.encode(seeds, forKey: .seeds)
    }
}
