internal import Foundation

/// Appends progress lines for the runner's live view, at most a few a second.
final class ProgressReporter {
    /// More often than a person can read only costs time.
    private static let interval = 0.2

    private let write: (Line) -> Void
    private var lastReport = -Double.infinity

    /// Without a writable file there is no progress; a stage never fails for that.
    init(path: String) {
        let isCreated = FileManager.default.createFile(atPath: path, contents: nil)
        let file = isCreated ? FileHandle(forWritingAtPath: path) : nil
        write = { line in
            guard let file, var data = try? JSONEncoder().encode(line) else { return }
            data.append(UInt8(ascii: "\n"))
            try? file.write(contentsOf: data)
        }
    }

    private init(_ write: @escaping (Line) -> Void) { self.write = write }

    /// A reporter for one of several parts of equal size.
    ///
    /// - Parameter title: what its messages begin with.
    func part(_ index: Int, of count: Int, _ title: String) -> ProgressReporter {
        ProgressReporter { line in
            guard let fraction = line.fraction else { return self.write(line) }
            self.report(
                (Double(index) + fraction) / Double(count), "\(title): \(line.message ?? "")")
        }
    }

    /// - Parameters:
    ///   - fraction: done so far, in [0, 1].
    ///   - message: composed only when it is going to be shown.
    func report(_ fraction: Double, _ message: @autoclosure () -> String) {
        let now = ProcessInfo.processInfo.systemUptime
        guard now - lastReport >= Self.interval else { return }
        lastReport = now
        write(Line(fraction: min(max(fraction, 0), 1), message: message()))
    }

    /// Tells that what the stage would go on from has been saved.
    func tellCheckpoint(_ message: String) { write(Line(checkpoint: message)) }

    private struct Line: Encodable {
        var fraction: Double?
        var message: String?
        var checkpoint: String?
    }
}
