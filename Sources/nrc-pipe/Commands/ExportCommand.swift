internal import ArgumentParser
internal import PipelineEngine
internal import PipelineLanguage

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Put a figure with everything it was made from into one file.",
        discussion: """
            Its data, models, manifests, records and logs, and the files of the project that it \
            was made with: whoever imports the bundle has the figure without running anything. \
            Ends with code 3 when something is not fresh.
            """)

    @Argument(help: "A figure, stage or glob, or all.")
    var target: String

    @Argument(help: "The bundle, which ends in .tar.zst; an old one is replaced.")
    var bundle: String

    @OptionGroup var project: ProjectOptions

    func validate() throws {
        if !bundle.hasSuffix(".tar.zst") {
            throw ValidationError("the bundle's name ends in .tar.zst, for it is one")
        }
    }

    func run() async throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let path = project.path(bundle)
        let (target, overrides) = (target, project.overrides)
        let summary = try await Interruptible.run {
            try await pipeline.read { reader in
                try await reader.export(
                    targets: [target], files: pipeline.compiled.files, overrides: overrides,
                    to: path, programs: .besideThisProgram())
            }
        }
        console.result("wrote \(path): \(summary.described)")
    }
}

extension BundleSummary {
    /// `fig8 of my-paper, quick: 11 stages, 53 files, 12 MB (3.1 MB packed)`.
    var described: String {
        let packed = archiveBytes.map { " (\(Quantities.bytes(Int($0))) packed)" } ?? ""
        return """
            \(targets.joined(separator: " ")) of \(pipeline), \(results): \
            \(Quantities.count(stages, "stage")), \(Quantities.count(files, "file")), \
            \(Quantities.bytes(Int(bytes)))\(packed)
            """
    }
}
