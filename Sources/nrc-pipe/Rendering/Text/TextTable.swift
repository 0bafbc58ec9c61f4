/// Left-aligned columns, as wide as their longest cell; the last column is not padded.
struct TextTable {
    private var rows: [[String]] = []
    private let separator = "  "

    mutating func append(_ cells: [String]) { rows.append(cells) }

    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column + 1 < row.count {
                    line += String(repeating: " ", count: widths[column] - cell.count) + separator
                }
            }
            return line
        }
    }
}
