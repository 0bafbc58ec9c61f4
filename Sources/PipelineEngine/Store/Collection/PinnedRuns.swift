/// Runs whose artifacts are kept whatever the pipelines say: copies of their records below
/// `.nrc-pipe/pinned/`, which may be removed by hand as well.
package struct PinnedRuns {
    private static let suffix = RunRecordFiles.suffix

    private let space: ProjectSpace

    private var folder: String { "\(space.stateFolder)/pinned" }

    package init(_ space: ProjectSpace) { self.space = space }

    /// - Parameter run: its id, the beginning of one, or `last` or `last~N` among the project's runs.
    /// - Returns: the id.
    /// - Throws: `UnknownRun`.
    package func pin(_ run: String) throws -> String {
        let record = try RunRecordFiles(space).record(named: full(run))
        try FileTree.createFolder(folder)
        try FileContent.replace(path(record.run), with: try RunRecordCoding.encode(record))
        return record.run
    }

    /// - Parameter run: its id, or `last` or `last~N` among the project's runs.
    /// - Returns: the id.
    /// - Throws: `UnknownRun` for one that is not pinned.
    package func unpin(_ run: String) throws -> String {
        let run = try full(run)
        guard Self.isPlain(run), try FileStatus.ofLink(at: path(run)) != nil else {
            throw UnknownRun.none(run)
        }
        try FileTree.remove(path(run))
        return run
    }

    private func full(_ run: String) throws -> String {
        guard let age = RunID.age(run) else { return run }
        return try RunRecordFiles(space).runs().dropLast(age).last ?? run
    }

    /// - Throws: `UnreadablePin`: what it wants kept is not known.
    package func records() throws -> [RunRecord] {
        guard try FileStatus.following(folder) != nil else { return [] }
        return try FileTree.names(in: folder).filter { $0.hasSuffix(Self.suffix) }.map { name in
            do {
                return try RunRecordCoding.decode(try FileContent.read("\(folder)/\(name)"))
            } catch {
                throw UnreadablePin(path: "\(folder)/\(name)")
            }
        }
    }

    private func path(_ run: String) -> String { "\(folder)/\(run)\(Self.suffix)" }

    private static func isPlain(_ run: String) -> Bool { !run.isEmpty && !run.contains("/") }
}

package struct UnreadablePin: Error, Hashable {
    package var path: String
}

extension UnreadablePin: CustomStringConvertible {
    package var description: String {
        "'\(path)' is no record of a run; restore or remove it, then nothing it pins is lost unasked"
    }
}
