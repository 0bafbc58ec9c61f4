import DataManifests
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Archives

/// A scratch folder with archives in it and an empty folder to extract into.
final class ExtractionFolder: Sendable {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        try FileManager.default.createDirectory(
            atPath: output, withIntermediateDirectories: false)
    }

    var output: String { project.path("out") }

    func path(_ name: String) -> String { project.path(name) }

    /// Writes an archive's bytes without waiting for the disk, as Foundation would.
    func archive(_ name: String, _ bytes: [UInt8]) throws -> String {
        // Some file systems make who replaces a file wait until the disk has the new one.
        _ = unsafe unlink(path(name))
        let descriptor = unsafe open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress, buffer.count)
        }
        try #require(count == bytes.count)
        return path(name)
    }

    func packed(
        _ name: String, _ packing: PackedArchive = PackedArchive(), _ entries: [PackedEntry]
    ) throws -> String {
        try packing.write(entries, to: path(name))
        return path(name)
    }

    func text(_ relative: String) throws -> String {
        try String(contentsOfFile: output + "/" + relative, encoding: .utf8)
    }

    /// Everything below the output folder.
    func listing() -> [String] {
        (FileManager.default.enumerator(atPath: output)?.compactMap { $0 as? String } ?? [])
            .sorted()
    }

    func mode(_ relative: String) -> mode_t {
        var status = stat()
        return unsafe lstat(output + "/" + relative, &status) == 0 ? status.st_mode : 0
    }

    /// Empties the output folder for the next archive.
    func clear() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: output) {
            try FileManager.default.removeItem(atPath: output + "/" + name)
        }
    }

    /// Expects the archive to be refused with the message and nothing to be left of it.
    func expectRefusal(
        _ path: String, _ selection: ArchiveSelection, _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try ArchiveExtractor.extract(path, into: self.output, selection)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
        #expect(listing() == [], sourceLocation: sourceLocation)
    }

    func expectRefusal(
        _ path: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectRefusal(path, .everything, message, sourceLocation: sourceLocation)
    }
}

extension ArchiveSelection {
    /// All there is, within limits that no test's honest archive reaches.
    static let everything = ArchiveSelection(maximumEntries: 1000, maximumBytes: 10_000_000)

    /// Patterns as manifests have them.
    static func taking(
        _ take: String..., strip: Int = 0, maximumEntries: Int = 1000,
        maximumBytes: Int = 10_000_000
    ) -> ArchiveSelection {
        ArchiveSelection(
            take: take.map { text in
                guard let pattern = try? PathPattern(text) else {
                    preconditionFailure("'\(text)' is no pattern")
                }
                return EntryPattern(text) { pattern.matches($0) }
            }, strip: strip, maximumEntries: maximumEntries, maximumBytes: maximumBytes)
    }
}
