internal import Claims
internal import FoundationEssentials

/// A value that two JSON outputs do not have in common.
struct MetricDifference: Encodable, Equatable {
    /// `layers[2].noise_component`.
    let key: String
    /// `nil` where that side has no such key.
    let from: String?
    let to: String?

    var text: String { "\(key): \(from ?? "(absent)") → \(to ?? "(absent)")" }

    /// Down to the values that differ, sorted by key; nothing for bytes that are no JSON.
    static func between(_ before: [UInt8], _ after: [UInt8]) -> [MetricDifference] {
        let decoder = JSONDecoder()
        guard let old = try? decoder.decode(JSONValue.self, from: Data(before)),
            let new = try? decoder.decode(JSONValue.self, from: Data(after))
        else { return [] }
        var differences: [MetricDifference] = []
        compare(old, new, key: "", into: &differences)
        return differences
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
