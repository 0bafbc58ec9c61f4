import Testing

@testable import Figures

@Suite struct LegendTests {
    @Test("each look stands in the legend once, whatever the number of panels")
    func entries() {
        let legend = Legend(SampleFigures.row.panels)
        #expect(
            legend.entries.map(\.label) == [
                "k = 3", "k = 4", "NRC2", "NRC3", "targets' stable rank",
                "network's training MSE", "first collapsed layer",
            ])
    }

    @Test("labels of one role differ in shade and marker, an empty one has the role's own")
    func styles() {
        let legend = Legend(SampleFigures.row.panels)
        let styles = [SampleFigures.noise, SampleFigures.alignment].map(legend.style)
        #expect(styles[0].colour != styles[1].colour)
        #expect(styles[0].marker != styles[1].marker)
        let unnamed = SampleFigures.curve("", .signal, [1])
        #expect(legend.style(of: unnamed) == CurveStyle(.signal, variant: 0))
    }

    @Test("no entry of the legend looks like a curve without a label")
    func unnamed() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.alignmentPanel, SampleFigures.weightRankPanel]]
        let legend = Legend(figure.panels)
        let unnamed = SampleFigures.curve("", .signal, [1])
        #expect(legend.style(of: SampleFigures.alignment) != legend.style(of: unnamed))
    }

    @Test("all styles of a role up to its number of shades are distinct")
    func distinct() {
        for role in Series.Role.allCases {
            let looks = (0..<12).map { CurveStyle(role, variant: $0) }
            #expect(Set(looks.map { "\($0.colour) \($0.marker)" }).count == 12, "\(role)")
        }
    }

    @Test("rows are filled, centred, and no entry leaves the page")
    func arranged() {
        for width in [90.0, 200, 1000] {
            let placed = Legend(SampleFigures.row.panels).arranged(width: width, size: 9)
            #expect(placed.count == 7)
            for entry in placed {
                let end = entry.textStart + TextMeasure.width(entry.entry.label, size: 9)
                #expect(entry.x >= 0 && end <= width, "\(entry) \(width)")
            }
        }
        #expect(Legend(SampleFigures.row.panels).arranged(width: 1000, size: 9).last?.row == 0)
    }
}
