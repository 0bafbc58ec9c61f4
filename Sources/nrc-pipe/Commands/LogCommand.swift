internal import ArgumentParser
internal import FoundationEssentials
internal import PipelineEngine

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print the log of a stage's last attempt.")

    @Argument(help: "One stage, such as train@seed=1.")
    var stage: String

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print the log's path alone.")
    var path = false

    @Flag(help: "Print path and lines as one JSON object.")
    var json = false

    func run() throws {
        let console = Console()
        let pipeline = try OpenedPipeline(project, console: console)
        let found = try pipeline.read { reader in
            // The same check and message as for `show`.
            try reader.show(stage: stage).logPath
        }
        guard let found else { throw CommandFailure.noLog(stage) }
        if path {
            console.result(found)
            return
        }
        guard let data = FileManager.default.contents(atPath: found) else {
            throw CommandFailure.unreadableLog(found)
        }
        let text = String(decoding: data, as: UTF8.self)
        if json {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            console.result(
                try JSONText.of(JSON(stage: stage, path: found, lines: lines.map(String.init))))
        } else {
            console.result(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    private struct JSON: Encodable {
        let stage: String
        let path: String
        let lines: [String]
    }
}

extension CommandFailure {
    fileprivate static func noLog(_ stage: String) -> CommandFailure {
        CommandFailure(.stageFailed, "error: stage '\(stage)' has no log: it never ran here")
    }

    fileprivate static func unreadableLog(_ path: String) -> CommandFailure {
        CommandFailure(.stageFailed, "error: cannot read the log '\(path)'")
    }
}
