/// Numbers as the tables show them.
enum TableNumber {
    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    static func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }

    static func tenths(_ value: Double) -> String { "\((10 * value).rounded() / 10)" }

    static func hundredths(_ value: Double) -> String { "\((100 * value).rounded() / 100)" }

    /// The median, and the least and the largest.
    static func range(_ values: [Double]) -> String {
        "\(whole(median(values))) (\(whole(values.min() ?? 0))–\(whole(values.max() ?? 0)))"
    }
}
