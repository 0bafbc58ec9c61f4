import Foundation

/// Scripts as a person would type them, with the built programs on the path.
enum Shell {
    static func run(
        _ script: String, in directory: URL, environment: [String: String] = [:]
    ) throws -> ProgramResult {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let variables = [
            "PATH": "\(BuiltProgram.folder.path):\(path)", "HOME": directory.path,
        ]
        return try BuiltProgram.start(
            ["-c", script], of: "/bin/sh", in: directory,
            environment: variables.merging(environment) { _, new in new }
        ).wait()
    }
}
