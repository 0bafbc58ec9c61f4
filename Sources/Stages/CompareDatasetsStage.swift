internal import DataManifests
internal import Figures

/// `dataset.comparison`: what the paper says beside what the data have.
enum CompareDatasetsStage {
    static func run(_ context: StageContext) throws {
        let stated = try context.parameters.value("stated").decoded(as: [StatedDataset].self)
        var summaries: [String: DatasetSummary] = [:]
        for path in try context.inputList("summaries") {
            let summary = try DatasetSummary.read(path)
            guard let name = summary.dataset else { throw StageError.namelessSummary(path) }
            guard stated.contains(where: { $0.dataset == name }) else {
                throw StageError.unlistedDataset(name)
            }
            guard summaries.updateValue(summary, forKey: name) == nil else {
                throw StageError.repeatedDataset(name)
            }
        }
        let rows = stated.map { DatasetComparison($0, found: summaries[$0.dataset]) }
        try ResultFile.write(csv(rows), to: context.output("table"))
        try ResultFile.write(page(rows), to: context.output("page"))
    }

    /// One row a quantity, for programs.
    private static func csv(_ rows: [DatasetComparison]) -> String {
        var lines = ["dataset,quantity,paper,data,same_number,source,fidelity"]
        for row in rows {
            for quantity in row.quantities {
                let cells = [
                    row.stated.dataset, quantity.name, quantity.stated ?? "",
                    quantity.found ?? "", quantity.verdict.rawValue, row.found?.source ?? "",
                    row.fidelity,
                ]
                lines.append(cells.map(CSVField.text).joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One row a data set, for people.
    private static func page(_ rows: [DatasetComparison]) -> String {
        let names = rows.first?.quantities.map(\.name) ?? []
        let heading = ["data set"] + names + ["task", "architecture", "data"]
        var lines = [
            "# Data sets: the paper beside the data", "",
            """
            A cell is what both say, or `paper ≠ data` where they differ; `paper / data` where \
            nothing can be compared: there are no data, nothing is stated, or the data are a \
            stand-in. The rank of the targets counts eigenvalues of their standardised covariance \
            from \(DatasetSummary.rankThreshold) of the largest on.
            """,
            "",
        ]
        lines += MarkdownTable.heading(heading)
        for row in rows {
            lines.append(
                MarkdownTable.row(
                    [row.stated.title] + row.quantities.map(\.cell)
                        + [
                            row.stated.stated?.task ?? "–", row.stated.stated?.architecture ?? "–",
                            row.origin,
                        ]))
        }
        let notes = rows.flatMap { row in row.notes.map { "* \(row.stated.title): \(MarkdownTable.oneLine($0))" }
        }
        if !notes.isEmpty { lines += [""] + notes }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension StageError {
    fileprivate static func namelessSummary(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' is of a table without a manifest; only data sets with one can be compared
                """)
    }

    fileprivate static func unlistedDataset(_ name: String) -> StageError {
        StageError(
            description: "'datasets' does not list '\(name)', of which there is a summary")
    }

    fileprivate static func repeatedDataset(_ name: String) -> StageError {
        StageError(
            description: "there are several summaries of '\(name)'; give one of each data set")
    }
}
