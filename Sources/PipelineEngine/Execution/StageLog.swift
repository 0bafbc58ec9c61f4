internal import Glibc

/// The file that receives a stage's standard output and error.
struct StageLog: Sendable {
    static let tailLineCount = 20
    private static let tailByteCount = 65536

    let path: String
    /// Where the attempt's own output begins.
    let start: Int64
    private let file: OpenFile

    var descriptor: Int32 { file.descriptor }

    static func path(folder: String, run: String, stage: String) -> String {
        "\(folder)/\(run)/\(fileName(stage))"
    }

    /// A name that any file system takes and that no two stages share.
    static func fileName(_ stage: String) -> String {
        PlainName.of(stage) + ".log"
    }

    /// Opens the log and writes the heading of one attempt.
    init(path: String, heading: [String]) throws(FileError) {
        self.path = path
        try FileTree.createParent(of: path)
        file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_APPEND)
        let text = heading.map { "# \($0)\n" }.joined()
        try file.write(Array(text.utf8))
        start = try FileStatus.of(descriptor: file.descriptor, path: path).identity.size
    }

    /// The last lines of the attempt's output.
    func tail() -> [String] {
        guard
            let size = try? FileStatus.of(descriptor: file.descriptor, path: path).identity.size
        else { return [] }
        let offset = max(start, size - Int64(Self.tailByteCount))
        guard
            let content = try? FileContent.read(path, from: offset, limit: Self.tailByteCount)
        else { return [] }
        let lines = String(decoding: content, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.last == "\r" ? String($0.dropLast()) : String($0) }
        return Array((lines.last == "" ? lines.dropLast() : lines[...]).suffix(Self.tailLineCount))
    }
}
