internal import Crypto
internal import Glibc

/// A file's digest together with the status that it had from the first byte read to the last.
struct HashedFile: Sendable {
    var digest: Digest
    var status: FileStatus
    /// When hashing began.
    var hashedAtNanoseconds: Int64
}

enum FileHasher {
    private static let blockSize = 1 << 20
    private static let attempts = 3

    /// Hashes a regular file. A file that is written to meanwhile is hashed again.
    ///
    /// - Throws: `FileHashingError.keepsChanging` when it never holds still.
    static func hash(_ path: String) throws -> HashedFile {
        var buffer: [UInt8] = []
        for _ in 0..<attempts {
            let start = Clock.wallNanoseconds()
            let file = try OpenFile(path, flags: O_RDONLY)
            let before = try FileStatus.of(descriptor: file.descriptor, path: path)
            guard before.kind == .file else { throw FileHashingError.notAFile(path) }
            if buffer.isEmpty { buffer = FileContent.buffer(for: before, atMost: blockSize) }
            var hasher = SHA256()
            while true {
                let count = try file.read(into: &buffer)
                if count == 0 { break }
                unsafe buffer.withUnsafeBytes { bytes in
                    unsafe hasher.update(
                        bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                }
            }
            let after = try FileStatus.of(descriptor: file.descriptor, path: path)
            if after.identity == before.identity {
                return HashedFile(
                    digest: Digest(hasher.finalize()), status: after, hashedAtNanoseconds: start)
            }
        }
        throw FileHashingError.keepsChanging(path)
    }
}

enum FileHashingError: Error, Hashable {
    case notAFile(String)
    case keepsChanging(String)
}

extension FileHashingError: CustomStringConvertible {
    var description: String {
        switch self {
        case .notAFile(let path): "'\(path)' is not a regular file"
        case .keepsChanging(let path): "'\(path)' keeps changing while it is being read"
        }
    }
}
