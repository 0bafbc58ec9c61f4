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

    @Test("a legend of some columns stands below them, and its looks are no other's")
    func legendsOfColumns() {
        var figure = SampleFigures.row
        figure.grid = [
            [SampleFigures.noisePanel, SampleFigures.errorPanel, SampleFigures.alignmentPanel]
        ]
        figure.legends = [
            LegendPart(title: "left", columns: 2), LegendPart(title: "right", columns: 1),
        ]
        let layout = FigureLayout(figure)
        let right = layout.legend.filter { ["NRC2", "NRC3"].contains($0.entry.label) }
        #expect(right.count == 2)
        let edge = layout.panels[1].left + layout.panels[1].width
        for placed in layout.legend where !right.contains(placed) {
            let collapse = placed.entry.label == SampleFigures.collapse.label && placed.x > edge
            let end = placed.textStart + TextMeasure.width(placed.entry.label, size: 9)
            #expect(collapse || end < layout.panels[2].left, "\(placed)")
        }
        for placed in right { #expect(placed.x > edge, "\(placed)") }
        #expect(layout.texts.filter { ["left", "right"].contains($0.text) }.count == 2)
        // The first of its role in its own columns, whatever stands left of them.
        #expect(layout.panels[2].plan.curves[0].style == CurveStyle(.signal, variant: 0))
    }

    @Test("the foot says profile, seeds, and what the drawing leaves out")
    func notes() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.errorPanel]]
        figure.grid[0][0]?.xAxis.scale = .logarithmic
        figure.grid[0][0]?.series[0].points[3] = Point(x: 3, values: [0, 0, 0])
        let plans = figure.panels.map { PanelPlan($0, legend: Legend(figure.panels)) }
        #expect(
            FigureNotes.lines(figure, plans) == [
                "Profile quick · median over 3 seeds, shaded from lowest to highest",
                "▽ at a lower edge: zero or less, which a logarithmic axis can't show.",
                "Not drawn: one point at zero or less on a logarithmic horizontal axis.",
            ] + figure.notes)
        figure.grid[0][0]?.seeds = 1
        #expect(FigureNotes.lines(figure, [])[0] == "Profile quick · one seed")
        figure.grid = []
        #expect(FigureNotes.lines(figure, [])[0] == "Profile quick")
    }

    @Test("panels of unlike numbers of seeds are told apart by what their groups are called")
    func seedsOfPanels() {
        var figure = SampleFigures.row
        figure.grid[0].removeLast(2)
        func note(_ subtitles: [String], _ seeds: [Int]) -> String {
            for index in 0..<3 {
                figure.grid[0][index]?.subtitle = subtitles[index]
                figure.grid[0][index]?.seeds = seeds[index]
            }
            return FigureNotes.lines(figure, [])[0]
        }
        let start = "Profile quick · median over seeds"
        let end = ", shaded from lowest to highest"
        #expect(
            note(["A", "B", "A"], [10, 5, 10]) == "\(start): 10 (A); 5 (B)\(end)")
        #expect(
            note(["", "", "B"], [1, 5, 5])
                == """
                \(start): 1 (NRC1: noise component); 5 (Stable rank of the features); 5 (B)\(end)
                """)
        // Panels of one kind, whose titles are the groups'.
        figure.grid[0][1]?.title = "NRC1: noise component"
        #expect(
            note(["Loss", "Loss", "Loss"], [3, 3, 5])
                == "\(start): 3 (NRC1: noise component); 5 (NRC2 and NRC3: alignment)\(end)")
        #expect(
            note(["Loss", "Other", "Loss"], [3, 4, 5])
                == """
                \(start): 3 (NRC1: noise component, Loss); 4 (NRC1: noise component, Other); \
                5 (NRC2 and NRC3: alignment, Loss)\(end)
                """)
        // Nothing tells the first two apart.
        #expect(
            note(["Loss", "Loss", "Loss"], [3, 4, 5])
                == "Profile quick · median over 3–5 seeds\(end)")
    }

    @Test("a curve of fewer seeds than its panel is counted by its own")
    func seedsOfCurves() {
        var figure = SampleFigures.row
        figure.grid = [[SampleFigures.noisePanel]]
        figure.grid[0][0]?.series = [
            Series(label: "three", role: .signal, points: [Point(x: 0, values: [1, 2, 3])]),
            Series(
                label: "two", role: .noise,
                points: [Point(x: 0, values: [1, 2]), Point(x: 1, values: [1, nil])], seeds: 2),
        ]
        #expect(
            Array(FigureNotes.lines(figure, []).prefix(2)) == [
                "Profile quick · median over seeds: 3; 2 (two), shaded from lowest to highest",
                """
                Where a value is undefined for some seeds, the median is over the others (layer 1 \
                of NRC1: noise component, two).
                """,
            ])
    }

    @Test("the foot says where a median is over fewer seeds, but not where none defines it")
    func partlyDefined() {
        let values: [[Double?]] = [[nil, 1, 2], [1, 2, 3], [nil, nil, 2], [nil, nil, 4], [nil]]
        let points = values.enumerated().map { Point(x: Double($0), values: $1) }
        var figure = SampleFigures.row
        figure.notes = []
        #expect(FigureNotes.lines(figure, []).count == 1)
        figure.grid[0][0]?.subtitle = "k = 3"
        figure.grid[0][0]?.series = [Series(label: "", role: .signal, points: points)]
        figure.grid[0][2]?.series[1].points = [Point(x: 0.5, values: [1, 2])]
        #expect(
            FigureNotes.lines(figure, [])[1...] == [
                "Where a value is undefined for some seeds, the median is over the others "
                    + "(layer 0, 2–3 of NRC1: noise component, k = 3; "
                    + "layer 0.5 of NRC2 and NRC3: alignment, NRC3)."
            ])
    }

    @Test("a row with second lines of title has more room, and the line stands below the title")
    func subtitles() throws {
        var figure = SampleFigures.row
        let plain = FigureLayout(figure)
        figure.grid[0][0]?.subtitle = "k = t = 3"
        let layout = FigureLayout(figure)
        #expect(layout.height > plain.height)
        let title = try #require(layout.texts.first { $0.text == "NRC1: noise component" })
        let subtitle = try #require(layout.texts.first { $0.text == "k = t = 3" })
        #expect(title.y - title.size / 2 >= subtitle.y + subtitle.size / 2)
        #expect(subtitle.y > layout.panels[0].bottom + layout.panels[0].height)
    }

    @Test("a remark stands between the other lines of the title and the plot, not cut off")
    func remarks() throws {
        // Three columns have the least room for each.
        var figure = SampleFigures.row
        figure.grid[0].removeLast(2)
        figure.grid[0][0]?.subtitle = "k = t = 3"
        let remark = "onset in 10 of 10 seeds, not before settling in 10"
        figure.grid[0][0]?.remark = remark
        figure.grid[0][1]?.remark = "no onset"
        let layout = FigureLayout(figure)
        let subtitle = try #require(layout.texts.first { $0.text == "k = t = 3" })
        let first = try #require(layout.texts.first { $0.text == remark })
        let second = try #require(layout.texts.first { $0.text == "no onset" })
        #expect(subtitle.y - subtitle.size / 2 >= first.y + first.size / 2)
        #expect(first.y == second.y)
        #expect(first.y > layout.panels[0].bottom + layout.panels[0].height)
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
