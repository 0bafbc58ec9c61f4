internal import Dispatch
internal import Glibc
internal import ProcessControl
internal import Synchronization
internal import SystemPackage

/// `nrc-pipe-guard`, started once for a run, which becomes two for every command: a program that is
/// started anew for each takes longer than the command of a small stage.
///
/// Each of the guards is a process of its own, with its own orphans to adopt, and none needs the one it
/// came from: where that is killed, commands go on, and the next one starts another.
final class GuardService: Sendable {
    private struct Held {
        /// -1 as long as nothing was started.
        var control: Int32 = -1
        var process: pid_t = 0
        var lastNumber = 0
        var running: [Int: GuardedCommand] = [:]
        var isCut = false
    }

    private let program: String
    private let held = Mutex(Held())

    /// - Parameter program: absolute path of `nrc-pipe-guard`.
    init(program: String) { self.program = program }

    deinit { held.withLock { Self.end(&$0) } }

    /// Runs a command to its end, which it is asked for when the task is cancelled.
    ///
    /// - Parameters:
    ///   - folder: where it works.
    ///   - options: as `nrc-pipe-guard` has them, without the command.
    ///   - log: an open file for what it says.
    ///   - patience: seconds from a cancellation on, after which even the guard does not work.
    ///   - onStuck: called then.
    /// - Returns: `nil` when its guard was ended before it.
    func run(
        _ words: [String], options: [String], in folder: String, environment: [String: String],
        log: Int32, patience: Double, onStuck: @escaping @Sendable () -> Void
    ) async throws(GuardError) -> GuardReport? {
        let arguments = options + ["--"] + words
        let texts =
            [folder, "\(arguments.count)"] + arguments
            + environment.map { "\($0.key)=\($0.value)" }
        let (number, command) = try start(log: log)
        defer { held.withLock { $0.running[number] = nil } }
        try command.send(texts.flatMap { Array($0.utf8) + [0] })
        return await withTaskCancellationHandler {
            await command.report()
        } onCancel: {
            command.stop()
            DispatchQueue.global().asyncAfter(deadline: .now() + patience) { [weak command] in
                if command != nil { onStuck() }
            }
        }
    }

    /// Has all commands killed at once, those that start later included.
    func cut() {
        let running = held.withLock { held in
            held.isCut = true
            return Array(held.running.values)
        }
        for command in running { command.cut() }
    }

    private func start(log: Int32) throws(GuardError) -> (number: Int, GuardedCommand) {
        let result: Result<(Int, GuardedCommand), GuardError> = held.withLock { held in
            do throws(GuardError) {
                let (own, others) = try Self.pair(kind: Int32(SOCK_STREAM.rawValue))
                let command = GuardedCommand(channel: own)
                defer { close(others) }
                try hand([others, log], &held)
                held.lastNumber += 1
                held.running[held.lastNumber] = command
                if held.isCut { command.cut() }
                return .success((held.lastNumber, command))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Gives the descriptors to the service, which is started where there is none any more.
    private func hand(_ descriptors: [Int32], _ held: inout Held) throws(GuardError) {
        if held.control >= 0 {
            if unsafe nrc_send_descriptors(held.control, descriptors, 2) == 0 { return }
            Self.end(&held)
        }
        let (own, others) = try Self.pair(kind: Int32(SOCK_SEQPACKET.rawValue))
        let process = unsafe nrc_start_guard(program, others)
        close(others)
        guard process > 0 else {
            close(own)
            throw .cannotStart(program, code: -process)
        }
        (held.control, held.process) = (own, process)
        let code = unsafe nrc_send_descriptors(own, descriptors, 2)
        guard code == 0 else { throw .cannotStart(program, code: code) }
    }

    private static func end(_ held: inout Held) {
        guard held.control >= 0 else { return }
        close(held.control)
        held.control = -1
        // It has nothing to lose, and might have been stopped.
        kill(held.process, SIGKILL)
        waitpid(held.process, nil, 0)
    }

    private static func pair(kind: Int32) throws(GuardError) -> (own: Int32, others: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, kind | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .noChannel(code: errno)
        }
        return (ends[0], ends[1])
    }
}

/// A command cannot be watched over.
enum GuardError: Error, Hashable {
    case cannotStart(String, code: Int32)
    case noChannel(code: Int32)
    case gone
}

extension GuardError: CustomStringConvertible {
    var description: String {
        switch self {
        case .cannotStart(let program, let code):
            """
            cannot start '\(program)': \(Errno(rawValue: code)); install all programs of nrc-pipe \
            together
            """
        case .noChannel(let code): "cannot make a channel to a guard: \(Errno(rawValue: code))"
        case .gone: "nrc-pipe-guard, which watches over the stage, was ended from outside"
        }
    }
}
