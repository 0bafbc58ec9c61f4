internal import Glibc
internal import PipelineLanguage

/// The folder in which one attempt at a stage runs; gone when the attempt is over.
struct ScratchFolder: Sendable {
    static let temporaryName = "tmp"
    private static let inputFileMode: mode_t = 0o444
    private static let inputProgramMode: mode_t = 0o555
    private static let longestListing = 20
    /// The commands of a killed runner are ended by their guards, which takes a moment.
    private static let patienceSeconds = 2.0

    let path: String

    init(_ space: ProjectSpace, run: String, stage: StageID, attempt: Int) throws(FileError) {
        path = Self.path(space, run: run, stage: stage, attempt: attempt)
        try FileTree.createFolder("\(path)/\(Self.temporaryName)")
    }

    static func path(
        _ space: ProjectSpace, run: String, stage: StageID, attempt: Int
    ) -> String {
        "\(space.scratchFolder)/\(run)-\(stage.index)-\(attempt)"
    }

    /// The attempts that have a folder now: those at work, and what killed runs have left.
    static func attempts(
        in space: ProjectSpace
    ) -> [(run: String, stage: Int, number: Int, path: String)] {
        ((try? FileTree.names(in: space.scratchFolder)) ?? []).compactMap { name in
            let parts = name.split(separator: "-")
            guard parts.count == 4, let stage = Int(parts[2]), let number = Int(parts[3]) else {
                return nil
            }
            return ("\(parts[0])-\(parts[1])", stage, number, "\(space.scratchFolder)/\(name)")
        }
    }

    func remove() {
        // What cannot be removed now is removed when the next run starts.
        try? FileTree.remove(path)
    }

    /// Removes what killed runs have left; only for the holder of the run lock.
    ///
    /// - Returns: a message when something stays. It is in nobody's way: no two attempts share
    ///   the name of a scratch folder.
    static func removeLeftovers(in space: ProjectSpace) -> String? {
        if let names = try? FileTree.names(in: space.scratchFolder), !names.isEmpty {
            AbandonedProcesses.end(of: space.scratchFolder)
        }
        do {
            try TreeRemoval.removeContents(of: space.scratchFolder, patience: patienceSeconds)
            return nil
        } catch {
            return leftoversStay(error)
        }
    }

    /// Makes the inputs appear under their visible names, read-only.
    func place(_ inputs: [ResolvedInput], from store: ArtifactStore, space: ProjectSpace) throws {
        var placedFiles: Set<String> = []
        for content in inputs.flatMap(\.contents) {
            let target = absolute(content.visibleName)
            switch content.origin {
            case .output:
                try FileTree.createParent(of: target)
                try store.restore(content.artifact, to: target)
            case .projectFile(let name, _):
                // One project file may be the source of several inputs.
                guard placedFiles.insert(name).inserted else { continue }
                try FileTree.createParent(of: target)
                // A copy, however large: nothing that a command does reaches the user's own file.
                try FileTransfer.duplicate(
                    space.absolute(name), to: target,
                    mode: content.artifact.kind == .executable
                        ? Self.inputProgramMode : Self.inputFileMode)
                // As an object's: who writes to the copy breaks it.
                try FileTree.setModified(target, nanoseconds: ArtifactStore.seal)
            }
        }
    }

    /// Whether the copy of a project file is as it was placed, by its size and seal.
    func isIntact(_ content: ResolvedContent) throws(FileError) -> Bool {
        guard let status = try FileStatus.ofLink(at: absolute(content.visibleName)) else {
            return false
        }
        return ArtifactStore.isSealed(status, size: content.artifact.size)
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

extension ScratchFolder {
    fileprivate static func leftoversStay(_ error: FileError) -> String {
        "what an earlier run left behind could not be removed: \(error)"
    }
}
