import Foundation

/// Calls `body` with the path of a folder that exists for its duration.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "learning-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// A safetensors file's bytes: the length of the header, the header, the data.
func safetensorsBytes(header: String, dataLength: Int = 0, announcing length: UInt64? = nil) -> Data
{
    let text = Array(header.utf8)
    var bytes = Data()
    let length = length ?? UInt64(text.count)
    for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * UInt64(index)))) }
    bytes.append(contentsOf: text)
    bytes.append(contentsOf: (0..<dataLength).map { UInt8(truncatingIfNeeded: $0) })
    return bytes
}
