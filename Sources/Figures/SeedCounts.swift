/// From how many seeds a figure's curves are drawn.
struct SeedCounts {
    /// One a panel, and one a curve that has its own.
    private struct Entry {
        let panel: Panel
        let curve: String
        let seeds: Int
    }

    private let entries: [Entry]

    init(_ panels: [Panel]) {
        entries = panels.flatMap { panel in
            let own = panel.series.compactMap { series in
                series.seeds.map { Entry(panel: panel, curve: series.label, seeds: $0) }
            }
            return [Entry(panel: panel, curve: "", seeds: panel.seeds)] + own
        }
    }

    /// `nil` without a panel.
    var highest: Int? { entries.map(\.seeds).max() }

    /// `5 seeds`, or whose medians are over how many: `seeds: 10 (Swimmer); 5 (Hopper)`,
    /// `seeds: 5; 3 (no decay)`.
    var text: String {
        let counts = Set(entries.map(\.seeds))
        if let only = counts.first, counts.count == 1 { return "\(only) seeds" }
        let named = names.lazy.compactMap { text(named: $0) }.first
        return named ?? "\(counts.min() ?? 0)–\(counts.max() ?? 0) seeds"
    }

    /// What may tell apart the panels' groups, the shortest first: nothing where only curves differ.
    private let names: [(Panel) -> String] = [
        { _ in "" }, { $0.subtitle.isEmpty ? $0.title : $0.subtitle }, { $0.title },
        { [$0.title, $0.subtitle].filter { !$0.isEmpty }.joined(separator: ", ") },
    ]

    /// `nil` where a name stands for different numbers.
    private func text(named name: (Panel) -> String) -> String? {
        var order: [String] = []
        var seeds: [String: Int] = [:]
        for entry in entries {
            let title = [name(entry.panel), entry.curve].filter { !$0.isEmpty }
                .joined(separator: ", ")
            if seeds[title] == nil { order.append(title) }
            guard seeds[title, default: entry.seeds] == entry.seeds else { return nil }
            seeds[title] = entry.seeds
        }
        let parts = order.map { "\(seeds[$0] ?? 0)" + ($0.isEmpty ? "" : " (\($0))") }
        return "seeds: \(parts.joined(separator: "; "))"
    }
}
