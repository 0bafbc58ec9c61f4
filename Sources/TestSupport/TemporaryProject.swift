internal import Foundation

/// A folder that exists as long as this does.
package final class TemporaryProject: Sendable {
    /// Absolute, without symbolic links.
    package let path: String

    package init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        // Nothing can be done about a folder that resists, and the next run has another one.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The absolute path of something in the folder.
    package func path(_ relative: String) -> String { path + "/" + relative }

    /// Writes a file, and the folders that lead to it.
    package func write(_ text: String, to relative: String) throws {
        try write(Array(text.utf8), to: relative)
    }

    package func write(_ bytes: [UInt8], to relative: String) throws {
        let file = URL(fileURLWithPath: path(relative))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Makes a symbolic link.
    package func link(_ relative: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(relative), withDestinationPath: destination)
    }
}
