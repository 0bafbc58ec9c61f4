import Foundation

/// What can happen to a project.
enum Disturbance: CaseIterable {
    case killedRunner, killedGuard, killedCommand, killedRunnerAndGuards
    case stoppedRunner, stoppedGuard
    case damagedStore, readOnlyStore, fullStore, fullScratch, fullState
    case changedInput, wrongClock
    case twoRunners, sharedStore, collection

    /// Those that this machine allows.
    static let possible: [Disturbance] = allCases.filter { $0.path == nil || mountsWork }

    /// What a file system is mounted over; `nil` for what needs none.
    var path: String? {
        switch self {
        case .readOnlyStore, .fullStore: ".nrc-pipe/store"
        case .fullScratch: ".nrc-pipe/scratch"
        case .fullState: ".nrc-pipe"
        default: nil
        }
    }

    private static let mountsWork: Bool = {
        let result = try? BuiltProgram.run(
            ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], of: "/usr/bin/unshare",
            in: FileManager.default.temporaryDirectory)
        return result?.status == 0
    }()
}
