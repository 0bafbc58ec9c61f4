internal import Glibc

/// The folder in which one attempt at a stage runs; gone when the attempt is over.
struct ScratchFolder: Sendable {
    static let temporaryName = "tmp"
    /// Files up to this size are copied where blocks cannot be shared; larger ones are linked to.
    private static let largestCopy: Int64 = 64 << 20
    private static let inputFileMode: mode_t = 0o444
    private static let inputProgramMode: mode_t = 0o555
    private static let longestListing = 20

    let path: String
    /// The guard's report lies beside the folder: what is in the folder is the stage's.
    var reportPath: String { "\(path).report.json" }

    init(_ space: ProjectSpace, run: String, stage: Int, attempt: Int) throws(FileError) {
        path = "\(space.scratchFolder)/\(run)-\(stage)-\(attempt)"
        try FileTree.createFolder("\(path)/\(Self.temporaryName)")
    }

    func remove() {
        // What cannot be removed now is removed when the next run starts.
        try? FileTree.remove(path)
        try? FileTree.remove(reportPath)
    }

    /// Removes what killed runs have left; only for the holder of the run lock.
    static func removeLeftovers(in space: ProjectSpace) throws(FileError) {
        for name in try FileTree.names(in: space.scratchFolder) {
            try FileTree.remove("\(space.scratchFolder)/\(name)")
        }
    }

    /// Makes the inputs appear under their visible names, read-only.
    func place(_ inputs: [ResolvedInput], from store: ArtifactStore, space: ProjectSpace) throws {
        var placed: Set<String> = []
        for content in inputs.flatMap(\.contents) {
            // One project file may be the source of several inputs.
            guard placed.insert(content.visibleName).inserted else { continue }
            let target = absolute(content.visibleName)
            try FileTree.createParent(of: target)
            switch content.origin {
            case .output: try store.restore(content.artifact, to: target)
            case .projectFile(let name, _):
                try place(
                    projectFile: space.absolute(name), artifact: content.artifact, at: target)
            }
        }
    }

    /// The user's own file gets no second name: that would change its time stamps.
    private func place(
        projectFile source: String, artifact: Artifact, at target: String
    ) throws(FileError) {
        let mode =
            artifact.kind == .executable ? Self.inputProgramMode : Self.inputFileMode
        if artifact.size <= Self.largestCopy {
            try FileTransfer.duplicate(source, to: target, mode: mode)
        } else if try !FileTransfer.reflink(source, to: target, mode: mode) {
            try FileTransfer.symbolicLink(to: source, at: target)
        }
    }

    func absolute(_ name: String) -> String { "\(path)/\(name)" }

    /// Files that the stage wrote, for messages: inputs and temporary files left out.
    func writtenFiles(besides known: Set<String>) -> [String] {
        var files: [String] = []
        collect(prefix: "", known: known.union([Self.temporaryName]), into: &files)
        guard files.count > Self.longestListing else { return files }
        let rest = files.count - Self.longestListing
        return Array(files[..<Self.longestListing]) + ["and \(rest) more"]
    }

    private func collect(prefix: String, known: Set<String>, into files: inout [String]) {
        for name in (try? FileTree.names(in: "\(path)/\(prefix)")) ?? [] {
            let relative = prefix + name
            if known.contains(relative) { continue }
            if (try? FileStatus.ofLink(at: absolute(relative)))?.kind == .folder {
                collect(prefix: "\(relative)/", known: known, into: &files)
            } else {
                files.append(relative)
            }
        }
    }
}
