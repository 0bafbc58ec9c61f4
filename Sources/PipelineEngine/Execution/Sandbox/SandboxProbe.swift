internal import Subprocess
internal import SystemPackage

/// Whether commands run in a sandbox.
package enum Sandboxing: String, Sendable, CaseIterable {
    /// Where bubblewrap is installed and works.
    case automatic = "auto"
    /// A run without it fails.
    case required
    case off

    /// What asks for it on a command line; nothing for the default.
    var arguments: [String] { self == .automatic ? [] : ["--sandbox", rawValue] }
}

/// Bubblewrap on this machine, tried out: in a container or for an ordinary user the kernel may
/// refuse what it needs.
enum SandboxProbe {
    case works(Sandbox)
    /// And why.
    case fails(String)

    static func examine(root: String) async -> SandboxProbe {
        let candidates = ChildEnvironment.path.split(separator: ":")
            .map { "\($0)/\(Sandbox.programName)" }
        guard
            let program = candidates.first(where: {
                (try? FileStatus.following($0))?.isExecutable == true
            })
        else { return .fails("bubblewrap is not installed (Debian: bubblewrap)") }
        let sandbox = Sandbox(program: program, root: root)
        let words = sandbox.words(probing: "true")
        let result = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(Array(words.dropFirst())),
            environment: .custom([:]), input: .none, output: .discarded,
            error: .string(limit: 1 << 12))
        guard let result else { return .fails("bubblewrap cannot be started") }
        if result.terminationStatus.isSuccess { return .works(sandbox) }
        let line = result.standardError.split(separator: "\n").last.map(String.init)
        return .fails("bubblewrap does not work here (\(line ?? "it says nothing"))")
    }
}

/// A run that requires a sandbox cannot have one.
package struct SandboxUnavailable: Error, Hashable {
    var reason: String
}

extension SandboxUnavailable: CustomStringConvertible {
    package var description: String {
        "commands are to run in a sandbox, but \(reason)"
    }
}
