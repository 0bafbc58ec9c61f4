import Foundation
import Testing

@testable import Archives

/// Files that may lie beside the project; tests that read them are skipped where they don't.
enum RealData {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("../shared/data").appendingPathComponent(name)
            .standardizedFileURL.path
    }

    static func isPresent(_ names: String...) -> Bool {
        names.allSatisfy { FileManager.default.isReadableFile(atPath: path($0)) }
    }

    /// A file within one of the archives.
    static func entry(_ name: String, of archive: String) throws -> Data {
        try Data(
            ZipContents.bytes(
                of: name, in: path(archive), maximumEntries: 100, maximumBytes: 1 << 26))
    }

    static let reason: Comment = "the data set is not in ../shared/data"
}
