internal import ArgumentParser
internal import FoundationEssentials

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a run would do, why, and how long it will take.",
        discussion: """
            Times are predicted from what stages of the same kind took on this machine, scaled by \
            what there is to do. Where no training or measuring has run here yet, the machine's \
            speed is measured in a second or two.
            """)

    @OptionGroup var reading: ReadingOptions

    @OptionGroup var sweeps: SweepOptions

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: "For how many cores to predict times; by default all.")
    var jobs: Int?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    }

    func run() async throws {
        let console = Console()
        let pipeline = try OpenedPipeline(reading.project, console: console)
        let cores = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        try await reading.output.print(
            PlanReport(
                pipeline, targets: reading.targets, force: false, cores: cores,
                showsAll: sweeps.all),
            to: console)
    }
}
