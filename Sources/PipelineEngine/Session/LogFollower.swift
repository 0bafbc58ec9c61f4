internal import Glibc

/// Reads a log while a run writes it.
package struct LogFollower {
    private static let mostBytesAtOnce = 1 << 20
    private static let pauseMicroseconds: useconds_t = 200_000

    private let path: String
    private let space: ProjectSpace

    package init(_ path: String, in space: ProjectSpace) {
        self.path = path
        self.space = space
    }

    /// Hands on what the log has and gets, line by line, until no run goes on in the project.
    ///
    /// - Throws: `FileError`, also what `onLine` throws.
    package func follow(_ onLine: (String) throws -> Void) throws {
        var offset: Int64 = 0
        var rest: [UInt8] = []
        while true {
            // Looked at before the log, so that its last lines are not missed.
            let isOver = RunLock.holder(of: space) == nil
            let content = try FileContent.read(path, from: offset, limit: Self.mostBytesAtOnce)
            offset += Int64(content.count)
            rest += content
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                try onLine(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeSubrange(...end)
            }
            if content.isEmpty {
                if isOver { break }
                usleep(Self.pauseMicroseconds)
            }
        }
        if !rest.isEmpty { try onLine(String(decoding: rest, as: UTF8.self)) }
    }
}
