internal import Glibc
internal import WorkerProtocol

/// Why an attempt at a stage failed.
package enum FailureCause: Hashable, Sendable {
    case exitCode(Int32)
    /// A built-in stage has said why, in one line or several.
    case reported(String)
    case signal(Int32)
    case timeout(seconds: Double)
    case memoryExceeded(limit: Int64, peak: Int64)
    /// It asks for more graphics processors than this machine has.
    case tooFewGPUs(wanted: Int, present: Int)
    case cannotStart(String)
    /// Files of the project that it needs are not there.
    case unusableInputs([UnusableInputs.Problem])
    /// `name (path)` of each, and what was found in the scratch folder instead.
    case missingOutputs(declared: [String], missing: [String], written: [String])
    case unusableOutput(name: String, reason: String)
    /// It failed, and what it said names files that it could not see.
    case undeclaredReads(exitCode: Int32, UndeclaredReads)
    /// It failed, and was seen to look for files that it could not see.
    case undeclaredLookups(exitCode: Int32, UndeclaredReads)
    /// Files in its scratch folder that are no outputs.
    case undeclaredWrites([String], taken: Set<String>)
    /// It may use the network, and the run is to use none.
    case needsNetwork
    /// A project file was written to after it was hashed.
    case projectFileChanged(path: String)
    /// The stage wrote to what it should only read.
    case inputOverwritten(input: String)
    /// The runner itself failed at something.
    case system(String)

    /// Whether another attempt may go better.
    var isWorthRetrying: Bool {
        switch self {
        case .projectFileChanged, .cannotStart, .undeclaredWrites, .tooFewGPUs, .needsNetwork,
            .unusableInputs:
            false
        default: true
        }
    }
}

extension FailureCause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .reported(let text): text
        case .exitCode(let code): "it exited with code \(code)"
        case .signal(let number):
            "it was ended by signal \(number) (\(Self.name(ofSignal: number)))"
        case .timeout(let seconds): "it was stopped after its timeout of \(Self.text(seconds)) s"
        case .memoryExceeded(let limit, let peak):
            """
            it exceeded its memory limit of \(Self.amount(limit)), peak \(Self.amount(peak)); \
            raise resources.memory
            """
        case .tooFewGPUs(let wanted, let present):
            """
            it asks for \(wanted) in resources.gpu, and there are \(present) here \
            (CUDA_VISIBLE_DEVICES names them where it is set)
            """
        case .undeclaredReads(let code, let reads): "it exited with code \(code); \(reads)"
        case .undeclaredLookups(let code, let reads):
            "it exited with code \(code); it \(reads.lookedFor)"
        case .undeclaredWrites(let files, let taken): Self.undeclared(files, besides: taken)
        case .unusableInputs(let problems):
            "it cannot run: " + problems.map(\.reasonOfStage).joined(separator: "; ")
        case .needsNetwork:
            """
            it may use the network, and this run is offline: what it makes without a network may be \
            something else, and would be kept; run it once online, or say 'works_offline: true' \
            beside 'network: true' if it makes the same
            """
        case .cannotStart(let reason): "it could not be started: \(reason)"
        case .missingOutputs(let declared, let missing, let written):
            """
            it ended without making \(missing.joined(separator: ", ")); declared: \
            \(declared.joined(separator: ", ")); written instead: \
            \(written.isEmpty ? "nothing" : written.joined(separator: ", "))
            """
        case .unusableOutput(let name, let reason): "its output \(name) cannot be kept: \(reason)"
        case .projectFileChanged(let path):
            "the project's file '\(path)' was changed while the run went on; run again"
        case .inputOverwritten(let input):
            "it wrote to its input \(input), which it may only read"
        case .system(let reason): reason
        }
    }

    private static func undeclared(_ files: [String], besides taken: Set<String>) -> String {
        let toAdd = DeclarationToAdd(
            section: .outputs, items: files.prefix(3).map { DeclarationToAdd.Item(path: $0) },
            taken: taken)
        return """
            it wrote what it does not declare: \(files.joined(separator: ", ")); add \
            '\(toAdd.text)' to the stage, or write it below $TMPDIR
            """
    }

    /// In the unit that a person would write, with up to two decimals: `1.5 GB`.
    private static func amount(_ bytes: Int64) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(text((value * 100).rounded() / 100)) \(units[unit])"
    }

    private static func text(_ seconds: Double) -> String {
        let text = seconds.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func name(ofSignal number: Int32) -> String {
        switch number {
        case SIGHUP: "SIGHUP"
        case SIGINT: "SIGINT"
        case SIGQUIT: "SIGQUIT"
        case SIGILL: "SIGILL"
        case SIGTRAP: "SIGTRAP"
        case SIGABRT: "SIGABRT"
        case SIGBUS: "SIGBUS"
        case SIGFPE: "SIGFPE"
        case SIGKILL: "SIGKILL"
        case SIGSEGV: "SIGSEGV"
        case SIGPIPE: "SIGPIPE"
        case SIGALRM: "SIGALRM"
        case SIGTERM: "SIGTERM"
        case SIGXCPU: "SIGXCPU"
        case SIGXFSZ: "SIGXFSZ"
        case SIGSYS: "SIGSYS"
        default: "unknown"
        }
    }
}

/// What a person needs in order to act on a failed stage.
package struct StageFailure: Hashable, Sendable, Codable {
    /// With what a built-in stage begins to say why it failed.
    package static let mark = FailureMark.text

    package var stage: String
    /// In words.
    package var cause: String
    package var attempts: Int
    /// The last lines that the stage wrote to its standard output and error.
    package var logTail: [String]
    /// `nil` where it failed before it had one.
    package var logPath: String?
    /// What is left of the last attempt's folder, where it was to be kept; until the next run.
    package var scratchPath: String?
    /// Of the last attempt, as far as it got.
    package var usage: ResourceUsage?
    /// The command that prints the whole log; `nil` where the stage is no pipeline's.
    package var logCommand: String?
    /// The command that runs just this stage again.
    package var rerunCommand: String
}
