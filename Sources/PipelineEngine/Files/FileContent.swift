internal import Glibc

/// Reading and writing whole files.
package enum FileContent {
    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = try OpenFile(path, flags: O_RDONLY)
        let size = try FileStatus.of(descriptor: file.descriptor, path: path).identity.size
        var content: [UInt8] = []
        content.reserveCapacity(Int(size))
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = try file.read(into: &buffer)
            if count == 0 { return content }
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
            var buffer = [UInt8](repeating: 0, count: min(65536, limit - content.count))
            let count = try file.read(into: &buffer)
            if count == 0 { break }
            content += buffer[..<count]
        }
        return content
    }

    /// Writes beside `path` and renames: readers see the old content or all of the new, whoever
    /// else writes the file meanwhile.
    package static func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        let temporary = "\(path).\(getpid()).part"
        do {
            let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(content)
            try file.synchronise()
            try FileTree.rename(temporary, to: path)
        } catch {
            try? FileTree.remove(temporary)
            throw error
        }
        try FileTree.synchroniseFolder(of: path)
    }
}
