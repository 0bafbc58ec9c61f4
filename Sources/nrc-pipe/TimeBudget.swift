internal import ArgumentParser
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// How long a run may be predicted to take, so that nobody starts one of days by accident.
struct TimeBudget: ParsableArguments {
    static let variable = "NRC_PIPE_BUDGET"
    private static let standard = "2h"

    @Option(
        help: ArgumentHelp(
            "Begin only what is predicted to take at most so long, such as 90m or 12h; by default "
                + "\(variable), else \(standard).",
            valueName: "duration"))
    var budget: String?

    @Flag(help: "Begin however long it is predicted to take.")
    var yes = false

    func validate() throws {
        if let budget, NumberSyntax.seconds(budget) == nil {
            throw ValidationError(Self.malformed(budget, "--budget"))
        }
        if budget != nil, yes {
            throw ValidationError("--budget sets a limit and --yes takes it away: give one of them")
        }
    }

    /// `nil` for no limit.
    ///
    /// - Throws: `CommandFailure` for a variable that is no duration.
    func seconds() throws -> Double? {
        if yes { return nil }
        let set = Console.environmentVariable(Self.variable) ?? ""
        let text = budget ?? (set.isEmpty ? Self.standard : set)
        guard let seconds = NumberSyntax.seconds(text) else {
            throw CommandFailure(.invalid, "error: \(Self.malformed(text, Self.variable))")
        }
        return seconds
    }

    private static func malformed(_ text: String, _ name: String) -> String {
        "\(name) '\(text)': expected a positive number with s, m, h or d, such as 90m or 12h"
    }
}

extension OpenedPipeline {
    /// Predicts how long this pipeline's stages take on so many cores.
    ///
    /// - Parameter isQuiet: whether nobody is told that the machine is being measured, for seconds.
    func predictor(cores: Int, isQuiet: Bool = false) -> RunPredictor {
        RunPredictor(
            space: space, graph: graph, kinds: StageCatalogue.kinds,
            programs: .besideThisProgram(), cores: cores
        ) { kind in
            let console = Console()
            if console.isLive, !isQuiet {
                console.progress("note: measuring once how fast this machine is at \(kind)")
            }
        }
    }

    /// How long the stages of a plan will presumably take, of which what is done already needs no
    /// time.
    func prediction(of plan: Plan, cores: Int) async -> RunPrediction {
        let open = plan.stages.filter { $0.state.mayRun }
        let last = Dictionary(
            open.map { ($0.id, $0.expectedSeconds) }, uniquingKeysWith: { first, _ in first })
        let remaining = Dictionary(
            open.map { ($0.id, $0.lastAttempt?.remainingShare ?? 1) },
            uniquingKeysWith: { first, _ in first })
        return await predictor(cores: cores).prediction(of: open.map(\.id)) {
            last[$0] ?? nil
        } made: { stage, output in
            plan.lastMade?.path(of: stage, output)
        } remainingShare: {
            remaining[$0] ?? 1
        }
    }
}

extension CommandFailure {
    /// - Parameter graph: that the run is of.
    static func tooLong(_ refusal: RunTooLong, in graph: StageGraph) -> CommandFailure {
        let prediction = refusal.prediction
        let longest = prediction.longest(3).map { stage, seconds in
            "\(graph[stage].name) ≈ \(Quantities.duration(seconds))"
        }
        let unknown =
            prediction.unknown.isEmpty
            ? ""
            : "\n    of \(Quantities.count(prediction.unknown.count, "stage")) nobody can tell"
        return CommandFailure(
            .invalid,
            """
            error: this run is predicted to take \(Quantities.duration(prediction.wallSeconds)) on \
            \(Quantities.count(prediction.cores, "core")), longer than the limit of \
            \(Quantities.duration(refusal.longestSeconds)); nothing was started
                longest: \(longest.joined(separator: ", "))\(unknown)
            to run it all the same: --yes, or --budget with a longer time (\(TimeBudget.variable)); \
            `nrc-pipe plan` tells the time of each stage
            """)
    }
}
