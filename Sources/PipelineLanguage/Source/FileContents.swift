internal import Glibc
internal import RegularFiles

/// Why a file's bytes could not be had.
package enum FileProblem: Error, Hashable {
    case missing
    case notRegular
    case tooLarge(byteCount: Int)
    /// The system's own words.
    case unreadable(String)
}

/// Reads regular files whole, with a limit that is checked before anything is read.
package enum FileContents {
    /// The bytes of the file at `path`.
    ///
    /// - Throws: `.tooLarge` for more than `limit` bytes, also when the file grows meanwhile.
    package static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let file = try RegularFile(path, failure: problem)
        guard file.size <= limit else { throw .tooLarge(byteCount: file.size) }
        return try readToEnd(file, limit: limit)
    }

    private static func readToEnd(
        _ file: borrowing RegularFile<FileProblem>, limit: Int
    ) throws(FileProblem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: file.size + 1)
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= limit else { throw .tooLarge(byteCount: count) }
                bytes.append(contentsOf: repeatElement(0, count: count))
            }
            let got = unsafe try bytes.withUnsafeMutableBufferPointer {
                (buffer) throws(FileProblem) in
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                return unsafe try file.read(into: rest, at: count)
            }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw .tooLarge(byteCount: count) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func problem(_ found: RegularFileProblem) -> FileProblem {
        switch found {
        case .system(_, ENOENT): .missing
        case .system(_, let code): .unreadable(unsafe String(cString: strerror(code)))
        case .notRegular: .notRegular
        case .shrunk: .unreadable("\(found)")
        }
    }
}
