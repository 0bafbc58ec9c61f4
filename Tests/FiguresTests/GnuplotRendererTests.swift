import Foundation
import Testing

@testable import Figures

@Suite struct GnuplotRendererTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("nrc-pipe-renderer-\(UUID().uuidString)")
    private let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? ""

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("two renderings at different times have the same bytes", arguments: FigureFormat.allCases)
    func deterministic(format: FigureFormat) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try GnuplotRenderer(searchPath: searchPath)
        let first = try renderer.render(SampleFigures.row, as: format)
        // PDF dates count in seconds.
        Thread.sleep(forTimeInterval: 1.1)
        #expect(try renderer.render(SampleFigures.row, as: format) == first)
        #expect(first.count > 5000)
    }

    @Test("each format is what its name says")
    func formats() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try GnuplotRenderer(searchPath: searchPath)
        let pdf = try renderer.render(SampleFigures.row, as: .pdf)
        #expect(pdf.starts(with: Data("%PDF-".utf8)))
        #expect(pdf.range(of: Data("/CreationDate (D:19700101000000".utf8)) != nil)
        let png = try renderer.render(SampleFigures.row, as: .png)
        #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47]))
        let svg = String(
            decoding: try renderer.render(SampleFigures.row, as: .svg), as: UTF8.self)
        #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n\n"))
        #expect(svg.contains("<text>Synthetic nonlinear data (t = 3, r = 10)</text>"))
        #expect(!svg.contains("DejaVu Sans:Bold"))
        #expect(
            svg.contains("font-family=\"DejaVu Sans, Verdana, sans-serif\" font-weight=\"bold\""))
    }

    @Test("a character that no font has is told, since it would be drawn as large as the page")
    func missingGlyph() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try GnuplotRenderer(searchPath: searchPath)
        var figure = SampleFigures.row
        figure.title = "NRC at \u{10FFFD} μ ≥ 1 → ∞"
        let error = #expect(throws: FigureRenderingError.self) {
            try renderer.render(figure, as: .png)
        }
        #expect(
            error?.description.contains("(U+10FFFD), which no font of this machine has") == true)
        figure.title = "NRC μ ≥ 1 → ∞ Ünï"
        #expect(try renderer.render(figure, as: .png).count > 5000)
    }

    @Test("hostile texts are drawn, not run", arguments: FigureFormat.allCases)
    func hostile(format: FigureFormat) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let mark = folder.appendingPathComponent("mark").path
        let hostile =
            "`touch \(mark)` $(touch \(mark)) \"'; system('touch \(mark)') #\n!touch \(mark)\n"
            + "{/Bold x}^2_3 @GPVAL_X_MIN \\ EOD"
        var figure = SampleFigures.row
        figure.title = hostile
        figure.standIn = hostile
        figure.notes = [hostile, "\nEOD\nsystem('touch \(mark)')", "]]>&amp;<script>"]
        figure.grid[0][0]?.title = "'\nsystem('touch \(mark)')"
        figure.grid[0][0]?.subtitle = hostile
        figure.grid[0][0]?.yAxis.label = "`touch \(mark)`"
        figure.grid[0][0]?.series[0].label = "`touch \(mark)`"
        figure.grid[0][0]?.verticalLines[0].label = "\\'; system('touch \(mark)') #"
        let renderer = try GnuplotRenderer(searchPath: searchPath)
        let bytes = try renderer.render(figure, as: format)
        #expect(!FileManager.default.fileExists(atPath: mark))
        if format == .svg {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("]]&gt;&amp;amp;&lt;script>"))
            #expect(!text.contains("<script"))
        }
    }

    @Test("panels without data, single points, extreme values and empty figures are drawn")
    func extremes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try GnuplotRenderer(searchPath: searchPath)
        let largest = Double.greatestFiniteMagnitude
        let least = Double.leastNonzeroMagnitude
        let curves: [[Double?]] = [
            [], [nil], [1], [0, 0], [1e300, largest, -largest], [least, 1e-300], [-3, nil, 2],
        ]
        var figure = SampleFigures.row
        figure.grid = [Axis.Scale.linear, .logarithmic].map { scale in
            curves.map { values in
                Panel(
                    name: "p", title: "p", seeds: 3, xAxis: Axis(label: "x"),
                    yAxis: Axis(label: "y", scale: scale),
                    series: [SampleFigures.curve("a", .signal, values)])
            }
        }
        for format in FigureFormat.allCases {
            #expect(try renderer.render(figure, as: format).count > 5000)
        }
        figure.grid = []
        figure.title = ""
        #expect(try renderer.render(figure, as: .png).count > 1000)
        figure.grid = [[nil], []]
        figure.title = String(repeating: "long ", count: 5000)
        #expect(try renderer.render(figure, as: .pdf).count > 1000)
    }

    @Test("a missing gnuplot is named with the command that installs it")
    func missing() {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect {
            try GnuplotRenderer(searchPath: folder.path)
        } throws: {
            "\($0)" == "gnuplot is not in PATH (\(folder.path)); install it, for example with "
                + "`apt-get install gnuplot-nox fonts-dejavu-core`"
        }
    }

    @Test(
        "a gnuplot that fails or complains is reported with its words",
        arguments: [
            ("echo 'line 3: bad' >&2; exit 3", "exit status 3: line 3: bad"),
            ("echo 'warning: empty range' >&2", "exit status 0: warning: empty range"),
            ("exit 1", "exit status 1: it said nothing"),
            ("kill -9 $$", "signal 9: it said nothing"),
            ("true", "exit status 0: it wrote no file"),
        ])
    func failing(script: String, ending: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appendingPathComponent("gnuplot")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: program.path)
        let renderer = try GnuplotRenderer(searchPath: folder.path)
        #expect {
            try renderer.render(SampleFigures.row, as: .pdf)
        } throws: {
            "\($0)" == "gnuplot failed on fig8.pdf with \(ending)"
        }
    }

    @Test("a note of fontconfig does not fail a figure")
    func fontconfig() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appendingPathComponent("gnuplot")
        let script = "#!/bin/sh\necho 'Fontconfig warning: old file' >&2\necho x > figure.png\n"
        try Data(script.utf8).write(to: program)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: program.path)
        let renderer = try GnuplotRenderer(searchPath: folder.path)
        #expect(try renderer.render(SampleFigures.row, as: .png) == Data("x\n".utf8))
    }
}
