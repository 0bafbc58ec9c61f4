/// What the user decides about a run.
package struct RunOptions: Sendable {
    /// Empty means all.
    package var targets: [String]
    /// Cores that the stages may occupy together.
    package var jobs: Int
    /// After a failure, finish what does not depend on it.
    package var keepGoing: Bool
    /// Run the stages that the targets name even where they are fresh; a figure names those it
    /// publishes.
    package var force: Bool
    /// Time that stages have after TERM before KILL.
    package var graceSeconds: Double
    /// Wait before the first retry; it doubles from retry to retry, up to a minute.
    package var retryDelaySeconds: Double
    /// The subcommand that reruns a failed stage.
    package var rerunCommand = "run"
    /// Arguments that name the same pipeline and profile again, for that command:
    /// `["-f", "pipelines/x.yaml", "--profile", "quick"]`.
    package var rerunArguments: [String]
    /// What kinds of stages are told beside their parameters, such as where to look for data
    /// first; it decides nothing about what they make.
    package var settings: [String: [String]]
    package var sandboxing: Sandboxing
    /// Leaves the scratch folders of attempts that fail, for whoever wants to look into them; the
    /// next run removes them.
    package var keepsScratch: Bool
    /// Watches what commands look up, and tells of files that they do not declare; that costs some
    /// microseconds for each file.
    package var watchesReads: Bool
    /// What the stages may occupy together besides cores; this machine's by default.
    package var resources: MachineResources?
    /// Says how long stages will presumably take; nobody is told where there is none.
    package var predictor: RunPredictor?
    /// A run that is predicted to take longer does not begin.
    package var longestSeconds: Double?

    package init(
        targets: [String] = [], jobs: Int = 1, keepGoing: Bool = false, force: Bool = false,
        graceSeconds: Double = 10, retryDelaySeconds: Double = 1, rerunArguments: [String] = [],
        settings: [String: [String]] = [:], sandboxing: Sandboxing = .automatic,
        keepsScratch: Bool = false, watchesReads: Bool = false,
        resources: MachineResources? = nil, predictor: RunPredictor? = nil,
        longestSeconds: Double? = nil
    ) {
        self.targets = targets
        self.jobs = max(1, jobs)
        self.keepGoing = keepGoing
        self.force = force
        self.graceSeconds = graceSeconds
        self.retryDelaySeconds = retryDelaySeconds
        self.rerunArguments = rerunArguments
        self.settings = settings
        self.sandboxing = sandboxing
        self.keepsScratch = keepsScratch
        self.watchesReads = watchesReads
        self.resources = resources
        self.predictor = predictor
        self.longestSeconds = longestSeconds
    }

    /// The command that runs just this stage again.
    func rerunCommand(of stage: String) -> String {
        command(rerunCommand, stage, sandboxing.arguments)
    }

    /// The command that prints the stage's log; `nil` for stages that only this run knows.
    func logCommand(of stage: String) -> String? {
        rerunCommand == "run" ? command("log", stage) : nil
    }

    private func command(_ name: String, _ stage: String, _ more: [String] = []) -> String {
        ShellQuoting.join(["nrc-pipe", name, stage] + rerunArguments + more)
    }

    /// - Parameter attempt: the number of the attempt that failed, from 1.
    func delay(afterAttempt attempt: Int) -> Double {
        let longest = 60.0
        var delay = retryDelaySeconds
        for _ in 1..<max(1, attempt) where delay < longest { delay *= 2 }
        return min(delay, longest)
    }
}
