/// Records and logs of runs that are old and have made nothing of what is left.
enum OldRuns {
    /// - Parameters:
    ///   - keepRuns: how many of the newest runs keep theirs, of whatever pipeline; 1 or more, so that
    ///     a run that goes on does.
    ///   - needed: runs that made what is kept.
    /// - Throws: `UnreadablePin`, `FileError`.
    static func paths(
        in space: ProjectSpace, keepRuns: Int, needed: Set<String>
    ) throws -> [String] {
        let files = RunRecordFiles(space)
        var paths: [String: [String]] = [:]
        for run in try files.runs() { paths[run, default: []].append(files.path(of: run)) }
        for pipeline in try FileTree.namesIfPresent(in: space.logFolder) {
            for profile in try FileTree.namesIfPresent(in: "\(space.logFolder)/\(pipeline)") {
                let folder = "\(space.logFolder)/\(pipeline)/\(profile)"
                for run in try FileTree.namesIfPresent(in: folder) {
                    paths[run, default: []].append("\(folder)/\(run)")
                }
            }
        }
        let pinned = Set(try PinnedRuns(space).records().map(\.run))
        // A name is a run's place in their order.
        return paths.keys.sorted().dropLast(keepRuns)
            .filter { !needed.contains($0) && !pinned.contains($0) }
            .flatMap { paths[$0] ?? [] }
    }
}
