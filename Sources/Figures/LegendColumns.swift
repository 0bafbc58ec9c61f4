/// A legend and the columns of panels that it explains.
struct LegendColumns: Equatable {
    /// Above the entries; may be empty.
    let title: String
    let columns: Range<Int>
    let legend: Legend

    /// Those of a figure, from the left; one for all columns where the figure does not say.
    static func parts(of figure: FigureData) -> [LegendColumns] {
        var first = 0
        return (figure.legends ?? [LegendPart(title: "", columns: figure.columns)]).map { part in
            let columns = first..<(first + max(0, part.columns))
            first = columns.upperBound
            return LegendColumns(
                title: part.title, columns: columns, legend: Legend(figure.panels(in: columns)))
        }
    }
}

extension FigureData {
    /// The panels of some columns, in reading order.
    fileprivate func panels(in columns: Range<Int>) -> [Panel] {
        grid.flatMap { row in
            row.indices.filter(columns.contains).compactMap { row[$0] }
        }
    }
}
