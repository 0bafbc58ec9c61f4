internal import Foundation

/// Appends progress lines for the runner's live view, at most a few a second.
final class ProgressReporter {
    /// More often than a person can read only costs time.
    private static let interval = 0.2

    private let file: FileHandle?
    private var lastReport = -Double.infinity

    /// Without a writable file there is no progress; a stage never fails for that.
    init(path: String) {
        let isCreated = FileManager.default.createFile(atPath: path, contents: nil)
        file = isCreated ? FileHandle(forWritingAtPath: path) : nil
    }

    /// - Parameters:
    ///   - fraction: done so far, in [0, 1].
    ///   - message: composed only when it is going to be shown.
    func report(_ fraction: Double, _ message: @autoclosure () -> String) {
        let now = ProcessInfo.processInfo.systemUptime
        guard let file, now - lastReport >= Self.interval else { return }
        lastReport = now
        let line = Line(fraction: min(max(fraction, 0), 1), message: message())
        guard var data = try? JSONEncoder().encode(line) else { return }
        data.append(UInt8(ascii: "\n"))
        try? file.write(contentsOf: data)
    }

    private struct Line: Encodable {
        let fraction: Double
        let message: String
    }
}
