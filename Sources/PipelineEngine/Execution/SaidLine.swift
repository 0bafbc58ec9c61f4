/// The last line that a command has written to its log, for whoever watches it: a command that
/// knows nothing of progress files says there how far it is.
struct SaidLine: Sendable {
    private static let mostBytes = 4096
    private static let longest = 200
    /// A bar that is drawn a hundred times a second needs no event each time.
    private static let pauseSeconds = 1.0

    private let log: StageLog
    private var size: Int64
    private var readAt = -Double.infinity

    init(_ log: StageLog) {
        self.log = log
        size = log.start
    }

    /// - Parameter now: on the clock that never jumps.
    /// - Returns: `nil` while there is nothing new.
    mutating func newest(at now: Double = Clock.monotonicSeconds()) -> String? {
        guard now - readAt >= Self.pauseSeconds else { return nil }
        guard let present = try? FileStatus.following(log.path)?.identity.size, present > size
        else { return nil }
        readAt = now
        size = present
        let start = max(log.start, present - Int64(Self.mostBytes))
        guard
            let content = try? FileContent.read(log.path, from: start, limit: Self.mostBytes)
        else { return nil }
        // Whoever draws a bar begins the line anew with a carriage return.
        let lines = String(decoding: content, as: UTF8.self)
            .split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { String($0.prefix(Self.longest)) }
    }
}
