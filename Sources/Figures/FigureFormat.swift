internal import Foundation

/// What a figure can be rendered to; the raw value is the file extension.
package enum FigureFormat: String, Sendable, CaseIterable {
    case pdf, svg, png

    static let fontName = "DejaVu Sans"

    /// Units of the terminal's own coordinates per point: PDF counts in points, SVG in CSS pixels
    /// (96 an inch), and PNG has 192 pixels an inch.
    private var unitsPerPoint: Double {
        switch self {
        case .pdf: 1
        case .svg: 96 / 72
        case .png: 192 / 72
        }
    }

    /// A size of type in the terminal's terms: the cairo terminals take 96 of their units to 72
    /// points, the SVG terminal takes CSS pixels.
    func fontSize(_ points: Double) -> String {
        GnuplotText.length(self == .svg ? points * unitsPerPoint : points * 72 / 96)
    }

    /// The command that chooses gnuplot's terminal for a page of the given size in points.
    func terminal(width: Double, height: Double) -> String {
        let font = "font '\(Self.fontName),\(fontSize(FigureLayout.Size.tick))'"
        let pixels = [width, height].map { "\(Int(($0 * unitsPerPoint).rounded()))" }
            .joined(separator: ",")
        switch self {
        case .pdf:
            let inches = [width, height].map { "\(GnuplotText.fraction($0 / 72))in" }
            return "set terminal pdfcairo enhanced color size \(inches.joined(separator: ",")) "
                + "\(font) fontscale 1 linewidth 1.5 dashlength 1 rounded"
        case .svg:
            return "set terminal svg enhanced size \(pixels) dynamic \(font) fontscale 1 "
                + "linewidth 1 dashlength 1 rounded background '#ffffff'"
        case .png:
            let scale = GnuplotText.fraction(unitsPerPoint)
            let width = GnuplotText.fraction(unitsPerPoint * 0.75)
            return "set terminal pngcairo enhanced color size \(pixels) \(font) "
                + "fontscale \(scale) linewidth \(width) pointscale \(scale) dashlength 1 rounded "
                + "background '#ffffff'"
        }
    }

    /// The bytes gnuplot wrote without what depends on the time, and with fallback fonts.
    func settled(_ rendered: Data) -> Data {
        switch self {
        case .pdf: Self.withFixedDates(rendered)
        case .svg: Self.withFallbackFonts(rendered)
        case .png: rendered
        }
    }

    /// Cairo writes the time of rendering into the document's information. The digits are replaced
    /// in place, so that the byte offsets in the cross-reference table stay right.
    private static func withFixedDates(_ document: Data) -> Data {
        var result = document
        let fixed = Data("19700101000000".utf8)
        for key in ["/CreationDate (D:", "/ModDate (D:"] {
            var start = result.startIndex
            while let found = result.range(of: Data(key.utf8), in: start..<result.endIndex) {
                let digits = found.upperBound..<min(found.upperBound + fixed.count, result.endIndex)
                let isDate =
                    digits.count == fixed.count
                    && result[digits].allSatisfy { (0x30...0x39).contains($0) }
                if isDate { result.replaceSubrange(digits, with: fixed) }
                start = found.upperBound
            }
        }
        return result
    }

    /// gnuplot names one font, and its bold face as `Name:Bold`, which no viewer understands. Only
    /// tags are changed: in text gnuplot escapes the `<` that begins them.
    private static func withFallbackFonts(_ document: Data) -> Data {
        let family = "font-family=\"\(fontName), Verdana, sans-serif\""
        let lines = String(decoding: document, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let settled = lines.map { line in
            guard line.contains("<g ") else {
                // gnuplot leaves `>` as it is, but XML forbids this in text.
                return line.replacing("]]>", with: "]]&gt;")
                    .replacing("<tspan font-family=\"\(fontName)\"", with: "<tspan \(family)")
            }
            return line.replacing(
                "font-family=\"\(fontName):Bold\"", with: "\(family) font-weight=\"bold\""
            )
            .replacing("font-family=\"\(fontName)\"", with: family)
        }
        return Data(settled.joined(separator: "\n").utf8)
    }
}
