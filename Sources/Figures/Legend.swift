/// What the looks of curves and lines mean: each that occurs, once, in order of appearance.
///
/// It stands below its panels, where it can't cover data.
struct Legend: Equatable {
    enum Symbol: Equatable {
        case curve(CurveStyle)
        case horizontal(LineStyle)
        case vertical(LineStyle)
    }

    struct Entry: Equatable {
        var label: String
        var symbol: Symbol

        var symbolWidth: Double {
            if case .vertical = symbol { 6 } else { 20 }
        }
    }

    private(set) var entries: [Entry] = []
    private var variants: [Series.Role: [String]] = [:]

    init(_ panels: [Panel]) {
        let series = panels.flatMap(\.series)
        // Where a role has curves without a label, these have its first look to themselves: no
        // entry of the legend may seem to name them.
        for unnamed in series where unnamed.label.isEmpty { variants[unnamed.role] = [""] }
        for series in series where !series.label.isEmpty {
            if variants[series.role, default: []].contains(series.label) { continue }
            variants[series.role, default: []].append(series.label)
            add(series.label, .curve(style(of: series)))
        }
        for line in panels.flatMap(\.referenceLines) {
            add(line.label, .horizontal(LineStyle(line.role)))
        }
        for line in panels.flatMap(\.verticalLines) {
            add(line.label, .vertical(LineStyle(line.role)))
        }
    }

    /// The look of a series: its role's colours and markers, told apart by label.
    func style(of series: Series) -> CurveStyle {
        let labels = variants[series.role] ?? []
        return CurveStyle(series.role, variant: labels.firstIndex(of: series.label) ?? 0)
    }

    private mutating func add(_ label: String, _ symbol: Symbol) {
        let entry = Entry(label: label, symbol: symbol)
        if !label.isEmpty, !entries.contains(entry) { entries.append(entry) }
    }

    // MARK: Arrangement

    struct PlacedEntry: Equatable {
        var entry: Entry
        /// Left end of the symbol.
        var x: Double
        /// 0 for the first row.
        var row: Int

        var symbolEnd: Double { x + entry.symbolWidth }
        var textStart: Double { symbolEnd + Legend.symbolGap }
    }

    private static let symbolGap = 5.0
    private static let entryGap = 18.0

    /// Where the entries go when rows of at most `width` points are filled and centred.
    func arranged(width: Double, size: Double) -> [PlacedEntry] {
        var rows: [[(entry: Entry, width: Double)]] = []
        var used = 0.0
        for entry in entries {
            let textLimit = width - entry.symbolWidth - Self.symbolGap
            let label = TextMeasure.shortened(entry.label, size: size, width: textLimit)
            let needed =
                entry.symbolWidth + Self.symbolGap + TextMeasure.width(label, size: size)
            if rows.isEmpty || used + Self.entryGap + needed > width {
                rows.append([])
                used = needed
            } else {
                used += Self.entryGap + needed
            }
            rows[rows.count - 1].append((Entry(label: label, symbol: entry.symbol), needed))
        }
        return rows.enumerated().flatMap { row, members in
            let total =
                members.map(\.width).reduce(0, +) + Self.entryGap * Double(members.count - 1)
            var x = (width - total) / 2
            return members.map { member in
                defer { x += member.width + Self.entryGap }
                return PlacedEntry(entry: member.entry, x: x, row: row)
            }
        }
    }
}
