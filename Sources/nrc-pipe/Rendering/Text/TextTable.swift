/// Left-aligned columns, as wide as their longest cell. Where a line is too narrow for that, the last
/// cell of a row stands below it, and names lose their middle.
struct TextTable {
    private static let gap = 2
    /// A last column that is narrower is not worth having.
    private static let leastLast = 36
    /// To which names are shortened, if need be.
    private static let leastName = 12
    private static let indentOfLast = 4

    private var rows: [[String]] = []
    private let indent: Int

    /// - Parameter indent: spaces before every row.
    init(indent: Int = 0) { self.indent = indent }

    mutating func append(_ cells: [String]) { rows.append(cells) }

    func lines(on page: Page) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        guard columns > 0 else { return [] }
        var widths = (0..<columns).map { column in
            rows.map { column < $0.count - 1 ? DisplayText.columns($0[column]) : 0 }.max() ?? 0
        }
        narrow(&widths, to: page.width)
        let start = self.start(of: columns - 1, widths)
        let room = page.width.map { $0 - start }
        let longest = rows.map { $0.count == columns ? DisplayText.columns($0[columns - 1]) : 0 }
        // Below each other where they do not fit beside the rest.
        let isBeside = room.map { room in
            room >= Self.leastLast || longest.allSatisfy { $0 <= room }
        }
        return rows.flatMap { line($0, widths, isBeside: isBeside ?? true, on: page) }
    }

    private func start(of column: Int, _ widths: [Int]) -> Int {
        indent + widths.prefix(column).reduce(0) { $0 + $1 + Self.gap }
    }

    /// Takes from the widest column until all but the last fit.
    private func narrow(_ widths: inout [Int], to width: Int?) {
        guard let width else { return }
        while start(of: widths.count - 1, widths) > width,
            let widest = widths.indices.dropLast().max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.leastName
        {
            widths[widest] -= 1
        }
    }

    private func line(
        _ row: [String], _ widths: [Int], isBeside: Bool, on page: Page
    ) -> [String] {
        guard let last = row.last else { return [""] }
        let spaces = String(repeating: " ", count: indent)
        let head = zip(row.dropLast(), widths).map { cell, width in
            DisplayText.padded(DisplayText.shortened(cell, to: width), to: width)
                + String(repeating: " ", count: Self.gap)
        }.joined()
        let column = indent + DisplayText.columns(head)
        let fits = page.width.map { column + DisplayText.columns(last) <= $0 } ?? true
        if fits { return [Self.trimmed(spaces + head + last)] }
        if isBeside {
            let lines = page.wrapped(last, indent: column)
            return [spaces + head + (lines.first ?? "").dropFirst(column)] + lines.dropFirst()
        }
        let below = page.wrapped(last, indent: indent + Self.indentOfLast)
        return row.dropLast().allSatisfy(\.isEmpty)
            ? below : [Self.trimmed(spaces + head)] + below
    }

    private static func trimmed(_ line: String) -> String {
        guard let end = line.lastIndex(where: { $0 != " " }) else { return "" }
        return String(line[...end])
    }
}
