internal import Foundation

/// Real data that may lie beside the project; tests that read them are skipped where they don't.
package enum RealData {
    /// Absolute.
    package static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/data").standardizedFileURL.path

    package static func path(_ name: String) -> String { "\(folder)/\(name)" }

    package static func isPresent(_ names: String...) -> Bool {
        names.allSatisfy { FileManager.default.isReadableFile(atPath: path($0)) }
    }

    /// Why a test is skipped.
    package static let absence = "needs the real data in ../shared/data, beside the project"
}
