import Foundation

/// What a finished program left.
struct ProgramResult {
    let status: Int32
    let output: String
    let errors: String
    let seconds: Double
}

/// The programs as this test run built them.
enum BuiltProgram {
    /// The folder of the test bundle, where the executables lie too.
    static let folder: URL = {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: link ?? "/nowhere").deletingLastPathComponent()
    }()

    static func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

    /// Starts `nrc-pipe`, or another program, in a folder; its output goes to files, so that no pipe
    /// can fill up.
    static func start(
        _ arguments: [String], of program: String = "nrc-pipe", in directory: URL,
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let process = Process()
        process.executableURL =
            program.hasPrefix("/") ? URL(fileURLWithPath: program) : path(program)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        var variables = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        variables.merge(environment) { _, new in new }
        process.environment = variables
        let captures = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-capture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: captures, withIntermediateDirectories: true)
        let output = captures.appendingPathComponent("output")
        let errors = captures.appendingPathComponent("errors")
        for file in [output, errors] {
            try Data().write(to: file)
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let started = Date()
        try process.run()
        return RunningProgram(
            process: process, output: output, errors: errors, captures: captures, started: started)
    }

    static func run(
        _ arguments: [String], of program: String = "nrc-pipe", in directory: URL,
        environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try start(arguments, of: program, in: directory, environment: environment).wait()
    }
}

struct RunningProgram {
    let process: Process
    let output: URL
    let errors: URL
    let captures: URL
    let started: Date

    func wait() throws -> ProgramResult {
        process.waitUntilExit()
        let seconds = Date().timeIntervalSince(started)
        defer { try? FileManager.default.removeItem(at: captures) }
        let isSignal = process.terminationReason == .uncaughtSignal
        return ProgramResult(
            status: isSignal ? 128 + process.terminationStatus : process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8), seconds: seconds)
    }
}
