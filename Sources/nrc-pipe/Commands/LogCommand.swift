internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Print a stage's log.",
        discussion: """
            Of a fresh stage, that of the run that made its outputs; else that of the last attempt.
            """)

    @OptionGroup var options: StageOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "Of that run: an id, the beginning of one, last or last~N.", valueName: "run"))
    var runName: String?

    @Flag(
        name: [.customShort("F"), .long],
        help: "Go on with what a run writes, until it is over.")
    var follow = false

    @Flag(help: "Print the log's path alone.")
    var path = false

    func validate() throws {
        if follow, path || options.output.json {
            throw ValidationError("--follow takes neither --path nor --json")
        }
    }

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(options.project, console: console)
        let stage = options.stage
        let found = try pipeline.read { try $0.log(of: stage, run: runName) }
        guard let found else { throw CommandFailure.noLog(stage, run: runName) }
        if path {
            console.result(found.path)
            return
        }
        if follow {
            do {
                try LogFollower(found.path, in: pipeline.space).follow { console.result($0) }
            } catch {
                throw CommandFailure.unreadableLog(found.path)
            }
            return
        }
        guard let data = FileManager.default.contents(atPath: found.path) else {
            throw CommandFailure.unreadableLog(found.path)
        }
        let text = String(decoding: data, as: UTF8.self)
        if options.output.json {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            console.result(
                try JSONText.of(
                    JSON(
                        stage: stage, run: found.run, path: found.path,
                        lines: lines.map(String.init))))
            return
        }
        console.result(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        if let later = found.laterAttempt {
            console.progress("note: a later run tried it again: --run \(later)")
        }
    }

    private struct JSON: Encodable {
        let stage: String
        let run: String
        let path: String
        let lines: [String]
    }
}

extension CommandFailure {
    fileprivate static func noLog(_ stage: String, run: String?) -> CommandFailure {
        CommandFailure(
            .stageFailed,
            run.map { "error: run '\($0)' has no log of stage '\(stage)': it did not run then" }
                ?? "error: stage '\(stage)' has no log: it never ran here")
    }

    fileprivate static func unreadableLog(_ path: String) -> CommandFailure {
        CommandFailure(.stageFailed, "error: cannot read the log '\(path)'")
    }
}
