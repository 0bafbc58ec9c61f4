/// The executables that run stages.
package struct Programs: Hashable, Sendable {
    static let guardName = "nrc-pipe-guard"

    /// Absolute path of `nrc-pipe-guard`.
    package var guardProgram: String
    /// Absolute path of `nrc-pipe-worker`.
    package var worker: String

    package init(guardProgram: String, worker: String) {
        self.guardProgram = guardProgram
        self.worker = worker
    }

    /// The programs that lie in one folder, as an installation and a build have them.
    package static func inFolder(_ folder: String) -> Programs {
        Programs(
            guardProgram: "\(folder)/\(guardName)", worker: "\(folder)/nrc-pipe-worker")
    }

    /// The programs beside the running one, symbolic links followed.
    package static func besideThisProgram() -> Programs {
        let program = FileTree.resolved("/proc/self/exe") ?? CommandLine.arguments[0]
        return inFolder(FileTree.parent(of: program) ?? ".")
    }
}
