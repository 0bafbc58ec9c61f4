internal import ArgumentParser
internal import PipelineEngine

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in a bundle that export made.",
        discussion: """
            Every file is checked against its SHA-256 before anything is kept. What the bundle \
            says about how its artifacts were made is believed: import from whom you trust.
            """)

    @Argument(help: "The bundle.")
    var bundle: String

    @Option(
        name: [.customShort("C", allowingJoined: true), .customLong("directory")],
        help: ArgumentHelp("The project; by default the one you are in.", valueName: "dir"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Make a new project of the bundle's own pipeline files in this folder first.",
            valueName: "dir"))
    var new: String?

    func validate() throws {
        if new != nil, directory != nil {
            throw ValidationError("--new and --directory exclude each other")
        }
    }

    func run() async throws {
        let console = Console()
        let programs = Programs.besideThisProgram()
        do {
            let space: ProjectSpace
            if let new {
                space = try await BundleImport.makeProject(
                    of: bundle, in: new, store: OpenedPipeline.sharedStore, programs: programs)
            } else {
                space = try OpenedPipeline.space(in: directory)
            }
            let summary = try await BundleImport.run(
                bundle, into: space, programs: programs, command: "nrc-pipe import")
            console.result("imported \(summary.described)")
            let change = new.map { "cd \(ShellQuoting.join([$0])) && " } ?? ""
            console.result("next: \(change)\(try summary.runCommand(in: space))")
        } catch {
            throw EngineFailure.translated(error)
        }
    }
}

extension BundleSummary {
    /// The command that finds nothing to execute once the bundle is imported.
    fileprivate func runCommand(in space: ProjectSpace) throws -> String {
        var words = ["nrc-pipe", "run"] + targets + ["--profile", profile]
        if let file, try space.pipelineFiles() != [file] { words += ["-f", file] }
        for override in overrides { words += ["--set", override] }
        return ShellQuoting.join(words)
    }
}
