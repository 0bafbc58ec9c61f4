internal import Subprocess
internal import SystemPackage

/// Archives are packed and unpacked by `nrc-pipe-worker`, which links the library for it.
struct Archiver: Sendable {
    private let program: String

    init(_ programs: Programs) { program = programs.worker }

    /// - Throws: `ArchivingFailure`.
    func pack(_ list: String, into archive: String) async throws {
        try await run(["--pack", list, archive])
    }

    /// - Parameters:
    ///   - folder: exists and is empty; after an error it is empty again.
    ///   - maximumBytes: more than that is not unpacked.
    /// - Throws: `ArchivingFailure`.
    func unpack(_ archive: String, into folder: String, maximumBytes: Int) async throws {
        try await run(["--unpack", archive, folder, "\(maximumBytes)"])
    }

    private func run(_ arguments: [String]) async throws {
        let (succeeded, text): (Bool, String)
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments), input: .none,
                output: .string(limit: 1 << 16), error: .combinedWithOutput)
            (succeeded, text) = (outcome.terminationStatus.isSuccess, outcome.standardOutput)
        } catch {
            throw ArchivingFailure(description: "'\(program)' cannot be run: \(error)")
        }
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
        let prefix = "error: "
        description =
            line.isEmpty
            ? "nrc-pipe-worker was ended while it worked on the archive"
            : String(line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : line)
    }
}
