internal import Claims
internal import FoundationEssentials

/// A value that two JSON outputs do not have in common.
struct MetricDifference: Encodable, Equatable, Comparable {
    /// `layers[2].noise_component`.
    let key: String
    /// `nil` where that side has no such key.
    let from: String?
    let to: String?

    /// The numbers, where both sides have one.
    let numbers: Pair?

    struct Pair: Equatable {
        let from: Double
        let to: Double

        /// Of the greater one.
        var relativeChange: Double {
            let size = max(abs(from), abs(to))
            return size > 0 ? abs(to - from) / size : 0
        }
    }

    private enum CodingKeys: String, CodingKey { case key, from, to }

    /// How deep in lists and objects; metrics of the whole stand before those of layers.
    private var depth: Int { key.count { $0 == "." || $0 == "[" } }

    /// The least deep first, then what changed most by its own size.
    static func < (left: Self, right: Self) -> Bool {
        let change = (left.numbers?.relativeChange ?? 0, right.numbers?.relativeChange ?? 0)
        return (left.depth, -change.0, left.key) < (right.depth, -change.1, right.key)
    }

    /// The medians of one metric over several outputs, as far as all have numbers.
    static func medians(_ outputs: [[MetricDifference]]) -> [MetricDifference] {
        var pairs: [String: [Pair]] = [:]
        for metric in outputs.joined() {
            if let numbers = metric.numbers { pairs[metric.key, default: []].append(numbers) }
        }
        return pairs.filter { $0.value.count == outputs.count }.compactMap { key, pairs in
            guard let from = Statistics.median(pairs.map(\.from)),
                let to = Statistics.median(pairs.map(\.to))
            else { return nil }
            return MetricDifference(key: key, .number(from), .number(to))
        }.sorted()
    }

    var text: String { "\(key): \(from ?? "(absent)") → \(to ?? "(absent)")" }

    /// Down to the values that differ, what matters most first; nothing for bytes that are no JSON.
    static func between(_ before: [UInt8], _ after: [UInt8]) -> [MetricDifference] {
        let decoder = JSONDecoder()
        guard let old = try? decoder.decode(JSONValue.self, from: Data(before)),
            let new = try? decoder.decode(JSONValue.self, from: Data(after))
        else { return [] }
        var differences: [MetricDifference] = []
        compare(old, new, key: "", into: &differences)
        return differences.sorted()
    }

    private static func compare(
        _ old: JSONValue?, _ new: JSONValue?, key: String, into found: inout [MetricDifference]
    ) {
        if old == new { return }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            for name in Set(before.keys).union(after.keys).sorted() {
                compare(
                    before[name], after[name], key: key.isEmpty ? name : "\(key).\(name)",
                    into: &found)
            }
        case (.array(let before), .array(let after)):
            for index in 0..<max(before.count, after.count) {
                compare(
                    index < before.count ? before[index] : nil,
                    index < after.count ? after[index] : nil, key: "\(key)[\(index)]",
                    into: &found)
            }
        default: found.append(MetricDifference(key: key, old, new))
        }
    }

    private init(key: String, _ old: JSONValue?, _ new: JSONValue?) {
        self.key = key
        let texts = (old.map { Self.text($0) }, new.map { Self.text($0) })
        // A few digits tell most numbers apart; where they do not, all are shown.
        let isClear = texts.0 != texts.1
        from = isClear ? texts.0 : old.map { Self.text($0, isShort: false) }
        to = isClear ? texts.1 : new.map { Self.text($0, isShort: false) }
        if case .number(let before) = old, case .number(let after) = new {
            numbers = Pair(from: before, to: after)
        } else {
            numbers = nil
        }
    }

    private static func text(_ value: JSONValue, isShort: Bool = true) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): isShort ? NumberText.short(value) : "\(value)"
        case .text(let text): PrintableText.line(text)
        case .array(let values): "a list of \(values.count)"
        case .object(let entries): "an object of \(entries.count)"
        }
    }
}
