internal import PipelineLanguage
internal import Synchronization

/// Which programs a run's commands start, and their digests: facts for the record. A program of the
/// system decides nothing about whether a stage is stale, for any update of it would.
final class CommandPrograms: Sendable {
    static let pathKey = "program"
    static let digestKey = "program_sha256"

    private struct Known {
        var identity: FileIdentity
        var digest: Digest
    }

    /// Many stages start the same program, which is hashed once.
    private let known = Mutex<[String: Known]>([:])

    /// The program's path without links and its SHA-256.
    ///
    /// - Parameter environment: the runner's own.
    /// - Returns: nothing for a program that lies in the scratch folder: that is an input, and
    ///   counts. Nothing either where there is none; to start it will tell why.
    func provenance(
        of command: [String], stage: Stage, environment: [String: String]
    ) -> [String: String] {
        guard let name = command.first,
            let path = Self.path(of: name, stage: stage, environment: environment),
            let digest = digest(of: path)
        else { return [:] }
        return [Self.pathKey: path, Self.digestKey: digest.hex]
    }

    private func digest(of path: String) -> Digest? {
        guard let status = try? FileStatus.following(path), status.kind == .file else { return nil }
        let before = known.withLock { $0[path] }
        if let before, before.identity == status.identity { return before.digest }
        guard let hashed = try? FileHasher.hash(path) else { return nil }
        known.withLock {
            $0[path] = Known(identity: hashed.status.identity, digest: hashed.digest)
        }
        return hashed.digest
    }

    private static func path(
        of name: String, stage: Stage, environment: [String: String]
    ) -> String? {
        if name.hasPrefix("/") { return FileTree.resolved(name) }
        if name.contains("/") { return nil }
        let handedOn = stage.environmentNames.contains("PATH") ? environment["PATH"] : nil
        for folder in (handedOn ?? ChildEnvironment.path).split(separator: ":") {
            let path = "\(folder)/\(name)"
            if let status = try? FileStatus.following(path), status.kind == .file,
                status.isExecutable
            {
                return FileTree.resolved(path)
            }
        }
        return nil
    }
}

extension Stage {
    /// Where the program lies that the command names by an absolute path; relative to the project,
    /// `nil` when it is none of it.
    func programOfProject(root: String) -> (named: String, path: String)? {
        guard runner == .command, case .list(let words) = parameter("command"),
            case .text(let name)? = words.first, name.hasPrefix("/")
        else { return nil }
        for path in [FileTree.plain(name), FileTree.resolved(name)].compactMap({ $0 })
        where path != root && Sandbox.lies(path, in: root) {
            return (name, String(path.dropFirst(root.utf8.count + 1)))
        }
        return nil
    }
}
