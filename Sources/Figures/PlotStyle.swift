/// Colours, markers and dashes. Where the paper fixes none, colours are told apart with the common
/// colour-vision deficiencies, and markers or dashes tell curves apart without any colour.
struct CurveStyle: Equatable {
    /// `#RRGGBB`.
    var colour: String
    /// gnuplot's point type.
    var marker: Int

    /// - Parameter variant: which of the role's labels it is, from 0.
    init(_ role: Series.Role, variant: Int) {
        let shades: [String] =
            switch role {
            case .signal: ["#6a3d9a", "#b07cc6", "#3b1d5e", "#8f6fb8"]
            case .noise: ["#e8795f", "#a8432e", "#f2a992", "#6e2717"]
            case .beyond: ["#1a7a78", "#63c5c0", "#0b3f3e"]
            case .companion, .train: ["#0072b2", "#56b4e9", "#003f63"]
            case .test: ["#e69f00", "#9c6b00", "#f3c766"]
            case .sweep:
                ["#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#d9c81e"]
            }
        // Circle, square, diamond, pentagon, the triangles (which gnuplot flattens when small),
        // then the outlines of the same. Roles start at different ones.
        let markers = [7, 5, 13, 15, 9, 11, 6, 4, 12, 14, 8, 10]
        let start =
            switch role {
            case .signal, .train, .sweep: 0
            case .companion, .noise, .test: 1
            case .beyond: 4
            }
        colour = shades[variant % shades.count]
        marker = markers[(start + variant) % markers.count]
    }

    /// The colour of the range over seeds: mostly transparent.
    var bandColour: String { "#c8" + colour.dropFirst() }
}

/// The look of a straight line.
struct LineStyle: Equatable {
    var colour: String
    var width: Double
    /// gnuplot's dash pattern: lengths of dash and gap; nil is solid.
    var dashes: String?

    init(_ role: PanelLine.Role) {
        switch role {
        case .networkError: (colour, width, dashes) = ("#c1272d", 1.4, "(8,7)")
        case .targetReference: (colour, width, dashes) = ("#595959", 1.4, "(1,6)")
        case .collapse: (colour, width, dashes) = ("#1b9e4b", 1.6, nil)
        case .settling: (colour, width, dashes) = ("#7f7f7f", 1.2, "(6,5)")
        }
    }

    /// As options of a plot command or an arrow.
    var options: String {
        "lw \(width) lc rgb '\(colour)'" + (dashes.map { " dt \($0)" } ?? " dt solid")
    }
}
