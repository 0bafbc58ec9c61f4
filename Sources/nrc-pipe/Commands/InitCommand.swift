internal import ArgumentParser
internal import PipelineEngine

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented pipeline to start from, which runs as it is.",
        discussion: "Nothing that exists is changed.")

    @Argument(help: "The project's folder; it is made where it is missing.")
    var folder = "."

    @Option(help: "The pipeline's name; by default the folder's.")
    var name: String?

    func run() throws {
        let console = Console()
        let path = try Starter(folder: folder, name: name).write()
        console.result("wrote \(path)")
        let change = folder == "." ? "" : "cd \(ShellQuoting.join([folder])) && "
        console.result("next: \(change)nrc-pipe run collapse")
    }
}
