package import Foundation

/// Draws figures with the installed gnuplot. The same data give the same bytes at any time and
/// place, as long as gnuplot, cairo and the fonts are the same.
package struct GnuplotRenderer: Sendable {
    private let program: URL

    /// - Parameter searchPath: folders to look for `gnuplot` in, as `PATH` lists them.
    package init(searchPath: String) throws(FigureRenderingError) {
        let candidates = searchPath.split(separator: ":").map {
            URL(fileURLWithPath: String($0)).appendingPathComponent("gnuplot")
        }
        guard
            let program = candidates.first(where: {
                FileManager.default.isExecutableFile(atPath: $0.path)
            })
        else { throw .missingGnuplot(searchPath) }
        self.program = program
    }

    /// The figure's bytes in one format.
    package func render(
        _ figure: FigureData, as format: FigureFormat
    ) throws(FigureRenderingError) -> Data {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-figure-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let output = "figure.\(format.rawValue)"
            let script = GnuplotScript(figure, format: format, outputFile: output)
            let scriptFile = folder.appendingPathComponent("figure.gp")
            try Data(script.text.utf8).write(to: scriptFile)
            try run(figure.name, format, script: scriptFile, in: folder)
            return format.settled(try Data(contentsOf: folder.appendingPathComponent(output)))
        } catch let error as FigureRenderingError {
            throw error
        } catch {
            throw .noWorkingFolder(figure.name, error)
        }
    }

    /// Runs gnuplot without the user's settings and with an environment of our own. Its complaints
    /// go to a file, since nobody would empty a pipe while waiting.
    private func run(
        _ name: String, _ format: FigureFormat, script: URL, in folder: URL
    ) throws {
        let complaints = folder.appendingPathComponent("stderr")
        try Data().write(to: complaints)
        let process = Process()
        process.executableURL = program
        process.arguments = ["--default-settings", script.lastPathComponent]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path,
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "0",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let ended =
            process.terminationReason == .exit
            ? "exit status \(process.terminationStatus)" : "signal \(process.terminationStatus)"
        // gnuplot goes on after most problems, so that success alone says little.
        guard ended == "exit status 0", text.isEmpty else {
            throw FigureRenderingError.gnuplotFailed(name, format, ended, text)
        }
    }
}

/// A figure that could not be drawn.
package struct FigureRenderingError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension FigureRenderingError {
    fileprivate static func missingGnuplot(_ searchPath: String) -> FigureRenderingError {
        FigureRenderingError(
            description: "gnuplot is not in PATH (\(searchPath)); install it, for example with "
                + "`apt-get install gnuplot-nox fonts-dejavu-core`")
    }

    fileprivate static func noWorkingFolder(
        _ name: String, _ error: any Error
    ) -> FigureRenderingError {
        FigureRenderingError(
            description: "\(name) can't be drawn in the folder for temporary files "
                + "(\(error.localizedDescription)); check TMPDIR and the free space")
    }

    fileprivate static func gnuplotFailed(
        _ name: String, _ format: FigureFormat, _ ended: String, _ complaints: String
    ) -> FigureRenderingError {
        FigureRenderingError(
            description: "gnuplot failed on \(name).\(format.rawValue) with \(ended): "
                + (complaints.isEmpty ? "it said nothing" : complaints))
    }
}
