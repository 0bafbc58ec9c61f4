import Testing

@testable import Figures

@Suite struct GnuplotScriptTests {
    static let small = FigureData(
        name: "small", title: "It's small", profile: "ci", notes: ["`id`"],
        grid: [
            [
                Panel(
                    name: "a", title: "Title", seeds: 3,
                    xAxis: Axis(label: "layer", ticks: [0, 1, 2, 3]),
                    yAxis: Axis(label: "MSE", scale: .logarithmic),
                    series: [
                        Series(
                            label: "curve", role: .signal,
                            points: [
                                Point(x: 0, values: [0.5, 1, 2]),
                                Point(x: 1, values: [0.2, 0.3, 0.4]),
                                Point(x: 2, values: []), Point(x: 3, values: [0, 0, 0]),
                            ])
                    ],
                    referenceLines: [PanelLine(label: "MSE", role: .networkError, value: 0.1)],
                    verticalLines: [PanelLine(label: "first", role: .collapse, value: 1)])
            ]
        ])

    @Test("the whole script of a small figure, in each format", arguments: FigureFormat.allCases)
    func golden(format: FigureFormat) throws {
        let script = GnuplotScript(
            Self.small, format: format, outputFile: "figure.\(format.rawValue)")
        #expect(script.text == (try Golden.text("small.\(format.rawValue).gp")))
    }

    @Test("no NaN or infinity is ever written")
    func finite() {
        var figure = SampleFigures.row
        figure.grid[0][0]?.referenceLines = [
            PanelLine(label: "", role: .networkError, value: .nan),
            PanelLine(label: "", role: .networkError, value: .infinity),
        ]
        figure.grid[0][0]?.xAxis.ticks = [.nan, 1]
        figure.grid[0][0]?.yAxis.upper = .infinity
        figure.grid[0][1]?.series[0].points = [Point(x: .nan, values: [1])]
        let text = GnuplotScript(figure, format: .pdf, outputFile: "x").text.lowercased()
        #expect(!text.contains(/\b(nan|inf)\b/))
    }
}
