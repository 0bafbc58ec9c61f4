extension Panel {
    /// The panel's points as CSV with line feeds: one row a point.
    package var csv: String {
        var text = "series,x,median,low,high,seeds\n"
        for curve in series {
            for point in curve.points {
                let fields = [
                    CSVField.text(curve.label.isEmpty ? curve.role.rawValue : curve.label),
                    CSVField.number(point.x), CSVField.number(point.median),
                    CSVField.number(point.low), CSVField.number(point.high),
                    CSVField.number(point.seeds),
                ]
                text += fields.joined(separator: ",") + "\n"
            }
        }
        return text
    }
}
