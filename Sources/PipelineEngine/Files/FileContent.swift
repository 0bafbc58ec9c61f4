internal import Glibc

/// Reading and writing whole files.
package enum FileContent {
    private static let smallBlockSize = 1 << 16

    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = try OpenFile(path, flags: O_RDONLY)
        let size = try FileStatus.of(descriptor: file.descriptor, path: path).identity.size
        // One byte more, to find the end with the first read; files of /proc have no size.
        var buffer = [UInt8](repeating: 0, count: size > 0 ? Int(size) + 1 : smallBlockSize)
        var content: [UInt8] = []
        while true {
            let count = try file.read(into: &buffer)
            if count == 0 { return content }
            if content.isEmpty, count == size {
                buffer.removeLast(buffer.count - count)
                return buffer
            }
            content += buffer[..<count]
        }
    }

    /// The content from `offset` on, at most `limit` bytes of it.
    static func read(
        _ path: String, from offset: Int64, limit: Int
    ) throws(FileError) -> [UInt8] {
        let file = try OpenFile(path, flags: O_RDONLY)
        try file.seek(to: offset)
        var content: [UInt8] = []
        while content.count < limit {
            var buffer = [UInt8](repeating: 0, count: min(smallBlockSize, limit - content.count))
            let count = try file.read(into: &buffer)
            if count == 0 { break }
            content += buffer[..<count]
        }
        return content
    }

    /// Room for reading a file block by block: most files are much smaller than a block, and clearing
    /// one takes longer than reading them.
    static func buffer(for status: FileStatus, atMost blockSize: Int) -> [UInt8] {
        let isSmall = status.identity.size < smallBlockSize
        return [UInt8](repeating: 0, count: isSmall ? min(smallBlockSize, blockSize) : blockSize)
    }

    /// Writes beside `path` and renames: readers see the old content or all of the new, whoever
    /// else writes the file meanwhile.
    package static func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        try replace(path, with: content, isSynchronised: true)
        try FileTree.synchroniseFolder(of: path)
    }

    /// The same without waiting for the disk: a power cut may leave an empty or partial file.
    static func replaceUnsynchronised(
        _ path: String, with content: [UInt8]
    ) throws(FileError) {
        try replace(path, with: content, isSynchronised: false)
    }

    private static func replace(
        _ path: String, with content: [UInt8], isSynchronised: Bool
    ) throws(FileError) {
        let temporary = "\(path).\(getpid()).part"
        do {
            let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(content)
            if isSynchronised { try file.synchronise() }
            try FileTree.rename(temporary, to: path)
        } catch {
            try? FileTree.remove(temporary)
            throw error
        }
    }
}
