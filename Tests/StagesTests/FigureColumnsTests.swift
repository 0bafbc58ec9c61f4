import Figures
import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

@Suite struct FigureColumnsTests {
    private let folder: StageFolder

    init() throws { folder = try StageFolder() }

    private static func panel(_ name: String, subtitle: String = "") -> Panel {
        Panel(
            name: name, title: "Title of \(name)", subtitle: subtitle, seeds: 2,
            xAxis: Axis(label: "layer", ticks: [0, 1]),
            yAxis: Axis(label: "MSE", scale: .logarithmic),
            series: [
                Series(
                    label: "decay = 1", role: .noise,
                    points: [Point(x: 0, values: [0.5, 0.25]), Point(x: 1, values: [nil])])
            ],
            referenceLines: [PanelLine(label: "train", role: .networkError, value: 0.5)])
    }

    /// The data of a figure of two panels above each other, as a figure's stage writes them.
    private func drawn(_ name: String, subtitle: String = "") throws -> String {
        let figure = FigureData(
            name: name, title: name, profile: "quick", notes: ["Decay: \(name)", "a note"],
            grid: [[Self.panel("upper", subtitle: subtitle)], [Self.panel("lower")]])
        let path = folder.path("\(name).data.json")
        try ResultFile.write(figure, to: path)
        return path
    }

    private func request(
        _ columns: [[String]], titles: [String], of figures: [String]
    ) -> StageRequest {
        StageRequest(
            stage: "draw", kind: "figure.columns",
            parameters: [
                "name": .text("fig"), "title": .text("Title"), "stand_in": .text("rendered"),
                "columns": .list(columns.map { .list($0.map { .text($0) }) }),
                "column_titles": .list(titles.map { .text($0) }),
                "notes": .list([.text("the last")]),
            ],
            inputs: ["figures": figures], outputs: [:], threads: 1, profile: "quick")
    }

    private func figure(_ request: StageRequest) throws -> FigureData {
        try FigureColumnsStage.figure(
            StageContext(request, progress: ProgressReporter(path: folder.path("progress"))))
    }

    private func refusal(_ request: StageRequest) -> String {
        do {
            _ = try figure(request)
            return ""
        } catch { return "\(error)" }
    }

    @Test("each column has the panels that it names, as they were drawn, under its title")
    func grid() throws {
        let figure = try figure(
            request(
                [["upper"], ["none", "lower"]], titles: ["A", "B"],
                of: [drawn("a", subtitle: "k = 2"), drawn("b")]))
        #expect(figure.grid.map { $0.map(\.?.name) } == [["1-upper", nil], [nil, "2-lower"]])
        #expect(figure.panels.map(\.subtitle) == ["A: k = 2", "B"])
        var first = Self.panel("1-upper", subtitle: "A: k = 2")
        first.title = "Title of upper"
        #expect(figure.panels[0] == first)
        #expect(figure.standIn == "rendered")
    }

    @Test("what columns say of themselves is told of each, once where they are of one title")
    func notes() throws {
        let (a, b) = (try drawn("a"), try drawn("b"))
        let figure = try figure(
            request(
                [["upper"], ["lower"], ["upper"]], titles: ["A", "A", "B"], of: [a, a, b]))
        #expect(
            figure.notes == [
                "A: Decay: a", "A: a note", "B: Decay: b", "B: a note", "the last",
            ])
        #expect(
            figure.legends
                == [LegendPart(title: "A", columns: 2), LegendPart(title: "B", columns: 1)])
    }

    @Test("a column without its figure or title, and a panel that there isn't, are refused")
    func refusals() throws {
        let a = try drawn("a")
        #expect(
            refusal(request([["upper"]], titles: ["A", "B"], of: [a]))
                == """
                'columns' has 1 entries, 'column_titles' 2, the input 'figures' 1; give one of \
                each for every column
                """)
        #expect(
            refusal(request([["middle"]], titles: ["A"], of: [a]))
                == "the figure 'a' has no panel 'middle'; it has 'upper', 'lower'")
        let other = try folder.write("{}", to: "other.json")
        let text = refusal(request([["upper"]], titles: ["A"], of: [other]))
        #expect(text.hasPrefix("'\(other)' is not a figure's data as figure writes it: "))
    }
}
