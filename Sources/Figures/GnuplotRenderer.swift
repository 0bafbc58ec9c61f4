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
            let output = folder.appendingPathComponent("figure.\(format.rawValue)")
            let script = GnuplotScript(
                figure, format: format, outputFile: output.lastPathComponent)
            if let character = FontCoverage.missing(in: script.text) {
                throw FigureRenderingError.noGlyph(figure.name, character)
            }
            let scriptFile = folder.appendingPathComponent("figure.gp")
            try Data(script.text.utf8).write(to: scriptFile)
            return format.settled(
                try run(scriptFile, in: folder, output: output, for: figure.name, format))
        } catch let error as FigureRenderingError {
            throw error
        } catch {
            throw .noWorkingFolder(figure.name, error)
        }
    }

    /// Runs gnuplot without the user's settings and with an environment of our own. Its complaints
    /// go to a file, since nobody would empty a pipe while waiting.
    private func run(
        _ script: URL, in folder: URL, output: URL, for figure: String, _ format: FigureFormat
    ) throws -> Data {
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
        let ended =
            process.terminationReason == .exit
            ? "exit status \(process.terminationStatus)" : "signal \(process.terminationStatus)"
        let words = Self.relevant(try Data(contentsOf: complaints))
        // gnuplot goes on after most problems, so that its exit status alone says little.
        guard ended == "exit status 0", words.isEmpty else {
            let words = words.isEmpty ? "it said nothing" : words
            throw FigureRenderingError.gnuplotFailed(figure, format, ended, words)
        }
        guard let output = FileManager.default.contents(atPath: output.path) else {
            throw FigureRenderingError.gnuplotFailed(figure, format, ended, "it wrote no file")
        }
        return output
    }

    /// What gnuplot said, without fontconfig's remarks about the machine's settings.
    private static func relevant(_ complaints: Data) -> String {
        String(decoding: complaints, as: UTF8.self)
            .split(separator: "\n")
            .filter { !$0.hasPrefix("Fontconfig warning:") }
            .joined(separator: "\n")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A figure that could not be drawn.
package struct FigureRenderingError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension FigureRenderingError {
    fileprivate static func noGlyph(
        _ name: String, _ character: Unicode.Scalar
    ) -> FigureRenderingError {
        let code = String(character.value, radix: 16, uppercase: true)
        return FigureRenderingError(
            description: """
                \(name) has the character '\(character)' (U+\(code)), which no font of this machine \
                has; install one that has it, such as Debian's fonts-noto-cjk for Chinese, Japanese \
                and Korean, or use other characters
                """)
    }

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
        _ name: String, _ format: FigureFormat, _ ended: String, _ words: String
    ) -> FigureRenderingError {
        FigureRenderingError(
            description: "gnuplot failed on \(name).\(format.rawValue) with \(ended): \(words)")
    }
}
