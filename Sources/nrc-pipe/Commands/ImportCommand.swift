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
        let command = "nrc-pipe import"
        let (typed, new, directory) = (bundle, new, directory)
        let bundle = ProjectOptions.path(typed, from: directory)
        do {
            let (space, summary) = try await Interruptible.run {
                if let new {
                    return try await BundleImport.makeProject(
                        of: bundle, in: new, store: OpenedPipeline.sharedStore,
                        programs: programs, command: command)
                }
                let space = try Self.project(directory, bundle: typed)
                let summary = try await BundleImport.run(
                    bundle, into: space, programs: programs, command: command)
                return (space, summary)
            }
            console.result("imported \(summary.described)")
            let change = new.map { "cd \(ShellQuoting.join([$0])) && " } ?? ""
            console.result("next: \(change)\(summary.runCommand(in: space))")
        } catch {
            throw EngineFailure.translated(error)
        }
    }

    /// - Throws: `CommandFailure` that says how to make a project where there is none.
    private static func project(_ directory: String?, bundle: String) throws -> ProjectSpace {
        do throws(ProjectSpaceError) {
            return try ProjectSpace.find(
                from: directory ?? ".", store: OpenedPipeline.sharedStore)
        } catch {
            guard case .notFound(let folder) = error else { throw error }
            throw CommandFailure.noProject(folder, bundle: bundle)
        }
    }
}

extension CommandFailure {
    fileprivate static func noProject(_ folder: String, bundle: String) -> CommandFailure {
        let command = ShellQuoting.join(["nrc-pipe", "import", bundle, "--new", "DIR"])
        return CommandFailure(
            .invalid,
            """
            error: no project in '\(folder)' or above it to import into; to make one of the \
            bundle's own pipeline files: \(command)
            """)
    }
}

extension BundleSummary {
    /// The command that finds nothing to execute once the bundle is imported.
    fileprivate func runCommand(in space: ProjectSpace) -> String {
        var words = ["nrc-pipe", "run"] + targets + ["--profile", profile]
        // A bundle may have brought a pipeline from a folder of another name, and no other.
        if let file, (try? space.pipelineFiles()) != [file] { words += ["-f", file] }
        for override in overrides { words += ["--set", override] }
        return ShellQuoting.join(words)
    }
}
