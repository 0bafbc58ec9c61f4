internal import Foundation
internal import Glibc
internal import Learning

extension TensorFile {
    /// Writes the file in place of what was there; killed at any instant, one of the two is there.
    ///
    /// - Throws: when the disk does not take it.
    func save(to path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(),
            withIntermediateDirectories: true)
        let temporary = "\(path).\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try writeSafetensors(to: temporary)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: temporary))
        try file.synchronize()
        try file.close()
        guard unsafe rename(temporary, path) == 0 else {
            throw StageError.unsaved(path, unsafe String(cString: strerror(errno)))
        }
    }
}

extension StageError {
    fileprivate static func unsaved(_ path: String, _ reason: String) -> StageError {
        StageError(description: "'\(path)' cannot be saved: \(reason)")
    }
}
