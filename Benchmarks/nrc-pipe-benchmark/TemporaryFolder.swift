internal import Foundation

/// A folder that is gone afterwards. It lies where a sandbox shows nothing, as a project at home
/// does: below `/tmp` each command would pay for a file system more that hides the project.
enum TemporaryFolder {
    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = URL(fileURLWithPath: "/var/tmp")
            .appendingPathComponent("nrc-pipe-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
