extension Panel {
    /// The panel's points as CSV (RFC 4180 quoting, line feeds): one row a point, an undefined
    /// value is an empty field. Numbers are the shortest decimals that read back to the same
    /// double.
    package var csv: String {
        var text = "series,x,median,low,high,seeds\n"
        for curve in series {
            for point in curve.points {
                let fields = [
                    Self.field(curve.label.isEmpty ? curve.role.rawValue : curve.label),
                    "\(point.x)", Self.field(point.median), Self.field(point.low),
                    Self.field(point.high), "\(point.seeds)",
                ]
                text += fields.joined(separator: ",") + "\n"
            }
        }
        return text
    }

    private static func field(_ value: Double?) -> String {
        value.map { "\($0)" } ?? ""
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}
