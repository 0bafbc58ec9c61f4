internal import PipelineLanguage

/// Reads names of a table's columns, each of which is used once.
struct ColumnNames {
    private var names = UniqueNames(of: "column", remedy: "remove one of the two")

    mutating func read(
        _ key: String, in section: ManifestSection, log: inout DiagnosticLog
    ) -> [String]? {
        let example = "\(key): [name, …]"
        guard let items = section.requiredItems(key, example: example, log: &log) else {
            return nil
        }
        let words = items.compactMap { $0.word(of: "a column's name", log: &log) }
        for word in words { names.add(word, log: &log) }
        return words.count == items.count ? words.map(\.text) : nil
    }
}

/// Reads positions of columns, such as `3` or `0-7`, each of which is used once.
struct ColumnPositions {
    /// Wider tables are pictures, or mistakes.
    static let maximumCount = 100_000

    /// The columns that there are, where somebody says.
    let columnCount: Int?
    private var used: [Int: Place] = [:]

    init(columnCount: Int?) { self.columnCount = columnCount }

    mutating func read(
        _ key: String, example: String, in section: ManifestSection, log: inout DiagnosticLog
    ) -> [Int]? {
        guard let items = section.requiredItems(key, example: example, log: &log) else {
            return nil
        }
        var positions: [Int] = []
        var isComplete = true
        for item in items {
            guard let range = range(item, log: &log) else {
                isComplete = false
                continue
            }
            if let first = firstUse(of: range, at: item.place) {
                log.report(.columnUsedTwice(first.position, at: item.place, first: first.place))
                isComplete = false
            } else {
                positions += range
            }
        }
        return isComplete ? positions : nil
    }

    private func range(_ node: Node, log: inout DiagnosticLog) -> ClosedRange<Int>? {
        guard !node.isInvalid else { return nil }
        let limit = columnCount ?? Self.maximumCount
        let range = node.scalarText.flatMap(Self.parsed).flatMap {
            $0.upperBound < limit ? $0 : nil
        }
        if let range, !node.isQuoted { return range }
        let expectation =
            "a whole number from 0 to \(limit - 1), or a range such as \(limit == 1 ? "0-0" : "0-1")"
        log.report(
            .mismatch("a column's position", node, expectation, butForQuotes: range != nil))
        return nil
    }

    /// `3`, or `0-7` with both ends.
    private static func parsed(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, ends.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
            let first = ends.first.flatMap({ Int($0) }), let last = ends.last.flatMap({ Int($0) }),
            first <= last
        else { return nil }
        return first...last
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Marks the positions as used, up to the first that was so before, which is returned: a list
    /// of many large ranges costs no more than its columns.
    private mutating func firstUse(
        of range: ClosedRange<Int>, at place: Place
    ) -> (position: Int, place: Place)? {
        for position in range {
            if let before = used[position] { return (position, before) }
            used[position] = place
        }
        return nil
    }
}

extension Diagnostic {
    fileprivate static func columnUsedTwice(
        _ position: Int, at place: Place, first: Place
    ) -> Self {
        Self(
            "column \(position) is named twice", at: place,
            label: "remove one of the two",
            related: [Related("it is first named here", at: first)])
    }
}
