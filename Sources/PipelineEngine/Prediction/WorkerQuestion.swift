internal import Subprocess
internal import SystemPackage

/// A short question to the worker, or to another program, in the environment that stages have.
enum WorkerQuestion {
    /// Nobody waits longer, on however busy a machine.
    private static let longestWait = Duration.seconds(20)

    /// What the program prints, without the last line's end; `nil` when it does not end well or in
    /// time, or the task is cancelled, which ends the program.
    static func answer(of program: String, _ arguments: [String]) async -> String? {
        await withTaskGroup { group in
            group.addTask { await result(of: program, arguments) }
            group.addTask {
                try? await Task.sleep(for: longestWait)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    private static func result(of program: String, _ arguments: [String]) async -> String? {
        let variables = ChildEnvironment.common(
            coreType: ChildEnvironment.coreType(processorFlags: Host.processorFlags()))
        let environment = Dictionary(
            uniqueKeysWithValues: variables.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, value) }
            })
        let result = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(environment), input: .none, output: .string(limit: 1 << 16),
            error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        var line = result.standardOutput
        while line.last?.isNewline == true { line.removeLast() }
        return line
    }
}
