import Figures
import Foundation
import Testing

@Suite struct FigureDataTests {
    static let small = FigureData(
        name: "fig8", title: "Small", profile: "quick", notes: ["a note"],
        grid: [
            [
                Panel(
                    name: "nrc1", title: "NRC1", subtitle: "k = 3", seeds: 2,
                    xAxis: Axis(label: "layer", ticks: [0, 1]),
                    yAxis: Axis(label: "NRC1", lower: 0, upper: 1.05),
                    series: [
                        Series(
                            label: "k = 3", role: .signal,
                            points: [Point(x: 0, values: [0.5, 0.25]), Point(x: 1, values: [nil])])
                    ],
                    verticalLines: [PanelLine(label: "first", role: .collapse, value: 1)]), nil,
            ]
        ])

    @Test("all that is drawn is encoded, and null for what is undefined")
    func json() throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let text = String(decoding: try encoder.encode(Self.small), as: UTF8.self)
        #expect(text + "\n" == (try Golden.text("small.data.json")))
    }

    @Test("panels are counted and listed in reading order")
    func panels() {
        #expect(Self.small.columns == 2)
        #expect(Self.small.panels.map(\.name) == ["nrc1"])
    }
}
