import Testing

@testable import Figures

@Suite struct FigureLayoutTests {
    @Test("texts and panels stay on the page and panels apart, in every shape of grid")
    func withinPage() {
        let panels = SampleFigures.row.panels
        for (rows, columns) in [(1, 5), (2, 5), (4, 2), (4, 1), (1, 1)] {
            var figure = SampleFigures.row
            figure.grid = (0..<rows).map { row in
                (0..<columns).map { panels[(row + $0) % panels.count] }
            }
            let layout = FigureLayout(figure)
            #expect(layout.panels.count == rows * columns)
            for text in layout.texts where !text.isVertical {
                let half =
                    TextMeasure.width(text.text, size: text.size, bold: text.isBold) / 2
                #expect(text.x - half >= 0 && text.x + half <= layout.width, "\(text.text)")
                #expect(text.y > 0 && text.y < layout.height, "\(text.text)")
            }
            for (first, second) in zip(layout.panels, layout.panels.dropFirst())
            where first.bottom == second.bottom {
                #expect(first.left + first.width < second.left)
            }
            #expect(layout.panels.allSatisfy { $0.left > 30 && $0.bottom > 30 })
        }
    }

    @Test("the foot says profile, seeds, and what the drawing leaves out")
    func notes() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.errorPanel]]
        figure.grid[0][0]?.xAxis.scale = .logarithmic
        figure.grid[0][0]?.series[0].points[3] = Point(x: 3, values: [0])
        let plans = figure.panels.map { PanelPlan($0, legend: Legend(figure)) }
        #expect(
            FigureNotes.lines(figure, plans) == [
                "Profile quick · median over 3 seeds, shaded from lowest to highest",
                "▽ at a lower edge: zero or less, which a logarithmic axis can't show.",
                "Not drawn: one point at zero or less on a logarithmic horizontal axis.",
            ] + figure.notes)
        figure.seeds = 1
        #expect(FigureNotes.lines(figure, [])[0] == "Profile quick · one seed")
    }

    @Test("a panel without a defined point says so")
    func noData() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.errorPanel]]
        #expect(!FigureLayout(figure).texts.contains { $0.text == "no data" })
        figure.grid[0][0]?.series = []
        #expect(FigureLayout(figure).texts.contains { $0.text == "no data" })
    }

    @Test("stand-in data are named at the top")
    func standIn() {
        var figure = SampleFigures.row
        figure.standIn = "rendered road scenes"
        #expect(
            FigureLayout(figure).texts.contains { $0.text == "Stand-in data: rendered road scenes" }
        )
    }
}
