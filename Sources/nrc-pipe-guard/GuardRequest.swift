internal import Glibc

/// What the runner wants to be run, where, and with what environment.
struct GuardRequest {
    let folder: String
    let options: GuardOptions
    /// `NAME=VALUE`.
    let environment: [String]

    private static let longest = 1 << 28

    /// Reads a length of four bytes, and as many bytes of texts that end with a zero each: the folder,
    /// the number of arguments, the arguments, the environment.
    ///
    /// - Returns: `nil` when the runner is gone before all of it has come.
    init?(from channel: Int32) {
        guard let head = Self.read(4, from: channel) else { return nil }
        let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longest, let content = Self.read(length, from: channel) else {
            return nil
        }
        let texts = content.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
        guard texts.count >= 2, let count = Int(texts[1]), 0...(texts.count - 2) ~= count,
            let options = GuardOptions(Array(texts[2..<(2 + count)]))
        else { return nil }
        folder = texts[0]
        self.options = options
        environment = Array(texts[(2 + count)...])
    }

    private static func read(_ count: Int, from channel: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = unsafe recv(channel, &bytes, count, Int32(MSG_WAITALL))
        return received == count ? bytes : nil
    }
}
