internal import Subprocess
internal import SystemPackage
internal import WorkerProtocol

/// Archives are packed and unpacked by `nrc-pipe-worker`, which links the library for it.
struct Archiver: Sendable {
    private let program: String

    init(_ programs: Programs) { program = programs.worker }

    /// - Parameters:
    ///   - list: the file of a `PackingList`.
    ///   - archive: replaced once the new one is complete; whatever happens, no part of it is left.
    /// - Throws: `ArchivingFailure`, `FileError`.
    func pack(_ list: String, into archive: String) async throws {
        let part = "\(archive).\(RunID.make()).part"
        defer { try? FileTree.remove(part) }
        try await run(["--pack", list, part, archive])
        try FileTree.rename(part, to: archive)
    }

    /// Writes one member of an archive into a file, and none where the archive does not have it.
    ///
    /// - Parameter maximumBytes: the most that it and everything before it may have.
    /// - Throws: `ArchivingFailure`.
    func take(
        _ member: String, of archive: String, into file: String, maximumBytes: Int
    ) async throws {
        try await run(["--take", member, archive, file, "\(maximumBytes)"])
    }

    /// - Parameters:
    ///   - folder: exists and is empty; after an error it is empty again.
    ///   - maximumBytes: more than that is not unpacked.
    /// - Throws: `ArchivingFailure`.
    func unpack(_ archive: String, into folder: String, maximumBytes: Int) async throws {
        try await run(["--unpack", archive, folder, "\(maximumBytes)"])
    }

    private func run(_ arguments: [String]) async throws {
        try Task.checkCancellation()
        // Ctrl-C goes to a group: it is for whoever waits for the worker to tell it.
        var options = PlatformOptions()
        options.processGroupID = 0
        let (succeeded, text): (Bool, String)
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments),
                platformOptions: options, input: .none, output: .string(limit: 1 << 16),
                error: .combinedWithOutput)
            (succeeded, text) = (outcome.terminationStatus.isSuccess, outcome.standardOutput)
        } catch {
            try Task.checkCancellation()
            throw ArchivingFailure(description: "'\(program)' cannot be run: \(error)")
        }
        try Task.checkCancellation()
        guard succeeded else { throw ArchivingFailure(worker: text) }
    }
}

/// What the worker says of an archive that it could not pack or unpack.
package struct ArchivingFailure: Error, Hashable, CustomStringConvertible {
    package let description: String
}

extension ArchivingFailure {
    fileprivate init(worker text: String) {
        var line = text[...]
        while line.last?.isNewline == true { line.removeLast() }
        let prefix = FailureMark.text
        description =
            line.isEmpty
            ? "nrc-pipe-worker was ended while it worked on the archive"
            : String(line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : line)
    }
}
