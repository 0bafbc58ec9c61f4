import Figures
import Foundation
import Testing

@Suite struct FigureDataTests {
    static let small = FigureData(
        name: "fig8", title: "Small", profile: "quick", seeds: 2, notes: ["a note"],
        grid: [
            [
                Panel(
                    name: "nrc1", title: "NRC1", xAxis: Axis(label: "layer", ticks: [0, 1]),
                    yAxis: Axis(label: "NRC1", lower: 0, upper: 1.05),
                    series: [
                        Series(
                            label: "k = 3", role: .signal,
                            points: [Point(x: 0, values: [0.5, 0.25]), Point(x: 1, values: [nil])])
                    ],
                    verticalLines: [PanelLine(label: "first", role: .collapse, value: 1)]), nil,
            ]
        ])

    @Test("the JSON has sorted snake-case keys, and null for what is undefined")
    func json() throws {
        let text = String(decoding: try Self.small.json(), as: UTF8.self)
        #expect(text == (try Golden.text("small.data.json")))
    }

    @Test("what is written reads back")
    func roundTrip() throws {
        for figure in [Self.small, SampleFigures.row] {
            #expect(try FigureData(json: figure.json()) == figure)
        }
    }

    @Test("panels are counted and listed in reading order")
    func panels() {
        #expect(Self.small.columns == 2)
        #expect(Self.small.panels.map(\.name) == ["nrc1"])
    }

    @Test(
        "bad figure data are refused with the place",
        arguments: [
            ("[1", "it is not JSON"),
            ("{}", ".schema is missing"),
            (#"{"schema":1,"name":3}"#, ".name has the wrong type"),
            (#"{"schema":1,"name":null}"#, ".name is null"),
        ])
    func unreadable(text: String, reason: String) {
        #expect {
            try FigureData(json: Data(text.utf8))
        } throws: {
            "\($0)" == "the figure data can't be read: \(reason); make them again"
        }
    }

    @Test("an unknown role is refused with its place")
    func unknownRole() throws {
        let text = String(decoding: try Self.small.json(), as: UTF8.self)
            .replacing("\"signal\"", with: "\"glitter\"")
        #expect {
            try FigureData(json: Data(text.utf8))
        } throws: {
            "\($0)"
                == "the figure data can't be read: .grid[0][0].series[0].role has a value that is "
                + "not allowed; make them again"
        }
    }

    @Test("another schema is refused")
    func schema() throws {
        let text = String(decoding: try Self.small.json(), as: UTF8.self)
            .replacing("\"schema\" : 1", with: "\"schema\" : 2")
        #expect {
            try FigureData(json: Data(text.utf8))
        } throws: {
            "\($0)" == "the figure data have schema 2, this program reads 1; make them again"
        }
    }

    @Test("a line that is not a number is refused")
    func notFinite() {
        var figure = Self.small
        figure.grid[0][0]?.verticalLines[0].value = .nan
        #expect {
            try figure.json()
        } throws: {
            "\($0)" == "a line, tick or axis limit of fig8 is not a finite number; "
                + "leave undefined ones out"
        }
    }
}
