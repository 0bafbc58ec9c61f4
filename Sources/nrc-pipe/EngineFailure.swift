internal import PipelineEngine

/// The engine's errors as a command's end.
enum EngineFailure {
    static func translated(_ error: any Error) -> any Error {
        switch error {
        case is CommandFailure: error
        case let held as LockHeld: CommandFailure(.locked, "error: \(held)")
        case let used as StoreInUse: CommandFailure(.locked, "error: \(used)")
        case let unknown as UnknownTargets: CommandFailure(.invalid, prefixed(unknown))
        case let unknown as UnknownClaims: CommandFailure(.invalid, prefixed(unknown))
        case let unusable as UnusableInputs: CommandFailure(.invalid, prefixed(unusable))
        case let conflicts as ScratchConflicts: CommandFailure(.invalid, prefixed(conflicts))
        case let published as PublishedByOthers: CommandFailure(.invalid, prefixed(published))
        case let places as ObstructedPublications: CommandFailure(.invalid, prefixed(places))
        case let missing as ProjectSpaceError: CommandFailure(.invalid, prefixed(missing))
        case let bad as BadBundle: CommandFailure(.invalid, prefixed(bad))
        case let full as FolderNotEmpty: CommandFailure(.invalid, prefixed(full))
        case let failure as ArchivingFailure: CommandFailure(.invalid, prefixed(failure))
        case let refusal as NotExportable: CommandFailure(.stale, prefixed(refusal))
        case let unknown as UnknownRun: CommandFailure(.invalid, prefixed(unknown))
        case let several as NotOneStage: CommandFailure(.invalid, prefixed(several))
        case let state as StateError: CommandFailure(.invalid, prefixed(state))
        case let file as FileError: CommandFailure(.invalid, "error: \(file); \(remedy)")
        default: CommandFailure(.stageFailed, prefixed(error))
        }
    }

    private static let remedy = """
        see that the project's folder is there, that you may write to it and that the disk has room
        """

    /// One `error:` for each line, since an error may list several.
    private static func prefixed(_ error: any Error) -> String {
        "\(error)".split(separator: "\n").map { "error: \($0)" }.joined(separator: "\n")
    }
}
