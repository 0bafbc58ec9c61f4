internal import Collapse

/// What figures gather and group: results of measuring, one a seed.
protocol LabelledResult {
    /// The kind of stage that gives the labels.
    static var kind: String { get }

    var k: Int { get }
    var labels: [String: String] { get }
}

extension ModelMeasurement: LabelledResult {
    static var kind: String { "collapse.measure" }
}

extension Trajectory: LabelledResult {
    static var kind: String { "collapse.trajectory" }
}

extension Array where Element: LabelledResult {
    /// Parts that share a value, in the order in which the values first occur.
    ///
    /// - Parameter name: `k`, or a label.
    /// - Throws: when one lacks the label.
    func parts(by name: String) throws(StageError) -> [(value: String, members: [Element])] {
        var order: [String] = []
        var members: [String: [Element]] = [:]
        for result in self {
            guard let value = name == "k" ? "\(result.k)" : result.labels[name] else {
                throw .noLabel(name, result.labels, Element.kind)
            }
            if members[value] == nil { order.append(value) }
            members[value, default: []].append(result)
        }
        return order.map { ($0, members[$0] ?? []) }
    }
}

/// In what results differ, though seeds of one setting would not: `k (3 and 4)`. What a result does
/// not say of itself (nil) is no difference.
func differences(among properties: [(name: String, values: [String?])]) -> [String] {
    properties.compactMap { property in
        let values = property.values.compactMap(\.self).withoutRepeats
        guard values.count > 1 else { return nil }
        return "\(property.name) (\(values.joined(separator: " and ")))"
    }
}

extension StageError {
    fileprivate static func noLabel(
        _ name: String, _ labels: [String: String], _ kind: String
    ) -> StageError {
        StageError(
            description: """
                a measurement has no label '\(name)' to group by (it has \
                \(labels.keys.sorted())); add it under 'labels' of \(kind)
                """)
    }
}
