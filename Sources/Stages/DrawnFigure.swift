internal import Figures
internal import Foundation

extension StageContext {
    /// Writes a figure in every form: its data, a table a panel, PDF, SVG and PNG.
    func draw(_ figure: FigureData) throws {
        try ResultFile.write(figure, to: output("data"))
        try writeTables(of: figure, to: output("panels"))
        let renderer = try GnuplotRenderer(
            searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
        for format in FigureFormat.allCases {
            progress.report(1, "drawing \(format.rawValue)")
            let drawing = try renderer.render(figure, as: format)
            try drawing.write(to: URL(fileURLWithPath: output(format.rawValue)))
        }
    }

    private func writeTables(of figure: FigureData, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for panel in figure.panels {
            try ResultFile.write(panel.csv, to: "\(folder)/\(panel.name).csv")
        }
    }
}
