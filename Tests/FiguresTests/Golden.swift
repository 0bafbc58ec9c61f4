import Foundation

/// Files beside the tests.
enum Golden {
    static func text(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("Golden").appendingPathComponent(name)
        return try String(contentsOf: file, encoding: .utf8)
    }
}
