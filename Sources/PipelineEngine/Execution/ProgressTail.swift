/// Reads what a stage appends to its progress file: one JSON object a line.
struct ProgressTail: Sendable {
    static let fileName = "progress.ndjson"
    private static let mostBytesAtOnce = 1 << 20
    private static let lastBytes = 1 << 14

    struct Line: Codable, Hashable, Sendable {
        /// From 0 to 1.
        var fraction: Double?
        var message: String?
        /// The stage has just saved what it would go on from; in words.
        var checkpoint: String?
    }

    private let path: String
    private var offset: Int64 = 0

    init(scratch: ScratchFolder) { path = scratch.absolute(Self.fileName) }

    private init(path: String, from offset: Int64) {
        self.path = path
        self.offset = offset
    }

    /// What the stage that works in the folder has said last.
    static func last(of folder: String) -> Line? {
        let path = "\(folder)/\(fileName)"
        guard let status = try? FileStatus.ofLink(at: path) else { return nil }
        // The first line may be cut: it is passed over.
        var tail = ProgressTail(path: path, from: max(0, status.identity.size - Int64(lastBytes)))
        return tail.newest()
    }

    /// The last of the lines that were completed since the last call, with the last checkpoint that
    /// any of them told; lines that are no JSON are passed over, since they are only for show.
    mutating func newest() -> Line? {
        guard let status = try? FileStatus.ofLink(at: path), status.kind == .file,
            status.identity.size > offset,
            let content = try? FileContent.read(
                path, from: offset, limit: Self.mostBytesAtOnce),
            let end = content.lastIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        offset += Int64(end) + 1
        var newest: Line?
        for line in content[..<end].split(separator: UInt8(ascii: "\n")) {
            guard let decoded = try? RecordCoding.decode(Line.self, from: Array(line)) else {
                continue
            }
            newest = Line(
                // What a stage says is passed on to readers who rely on the range.
                fraction: decoded.fraction.map { min(max($0, 0), 1) } ?? newest?.fraction,
                message: decoded.message ?? newest?.message,
                checkpoint: decoded.checkpoint ?? newest?.checkpoint)
        }
        return newest
    }
}
