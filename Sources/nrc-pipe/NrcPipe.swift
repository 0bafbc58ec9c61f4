internal import ArgumentParser
internal import Glibc
internal import PipelineEngine
internal import PipelineLanguage

@main
struct NrcPipe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nrc-pipe",
        abstract: "Rerun a machine-learning paper from declarative YAML, and prove what holds.",
        discussion: """
            A target is a figure, a stage, one instance of a sweep such as train@seed=1, a glob, \
            or all. Exit codes: 0 fine, 1 a stage failed, 2 wrong usage or invalid pipeline, \
            3 stale, 4 a claim failed, 5 a claim is mixed or undetermined, 75 another run is going on, 130/143 interrupted.
            """,
        version: Installation.version,
        subcommands: [
            RunCommand.self, VerifyCommand.self, FetchCommand.self, DoctorCommand.self,
            PlanCommand.self, StatusCommand.self, ExplainCommand.self, ListCommand.self,
            GraphCommand.self, ShowCommand.self, LogCommand.self, HistoryCommand.self,
            DiffCommand.self, ExportCommand.self, ImportCommand.self,
            GarbageCollectionCommand.self, InitCommand.self, SchemaCommand.self,
            ManualCommand.self,
        ])

    static func main() async {
        // A reader that goes away, as in `nrc-pipe list | head`, ends no run.
        _ = signal(SIGPIPE, SIG_IGN)
        do {
            try requireKnownCommand()
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    /// - Throws: `CommandFailure` with what was probably meant.
    private static func requireKnownCommand() throws {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else {
            return
        }
        // The library's own among them.
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        guard !names.contains(word) else { return }
        let remedy =
            NearestName.of(word, among: names).map { "did you mean '\($0)'?" }
            ?? "`nrc-pipe --help` lists all"
        throw CommandFailure(.invalid, "error: there is no command '\(word)'; \(remedy)")
    }

    private static func end(_ error: any Error) -> Never {
        let console = Console()
        if let failure = error as? CommandFailure {
            if !failure.message.isEmpty { console.progress(failure.message) }
            Glibc.exit(failure.status.rawValue)
        }
        let message = fullMessage(for: error)
        if exitCode(for: error).isSuccess {
            console.result(message)
            Glibc.exit(ExitStatus.success.rawValue)
        }
        console.progress(message)
        Glibc.exit(ExitStatus.invalid.rawValue)
    }
}
