internal import Foundation
internal import Synchronization

/// Notices that an input takes a reader too long, which looking at the clock afterwards would not
/// for one that never ends.
final class HangWatch: Sendable {
    /// A file of some kilobytes that takes a reader this long has found something quadratic or
    /// worse; a busy machine and the sanitizer are allowed for.
    private static let patience = Duration.seconds(20)

    private struct Current {
        var index = 0
        var reader = ""
        var start = ContinuousClock.now
    }

    private let current = Mutex<Current?>(nil)

    /// - Parameter onHang: called with the number of the input and the name of its reader.
    init(onHang: @escaping @Sendable (Int, String) -> Void) {
        Thread.detachNewThread { [self] in
            while true {
                Thread.sleep(forTimeInterval: 1)
                let hanging = current.withLock { current -> Current? in
                    guard let current, ContinuousClock.now - current.start > Self.patience else {
                        return nil
                    }
                    return current
                }
                if let hanging { onHang(hanging.index, hanging.reader) }
            }
        }
    }

    func begins(_ index: Int, of reader: String) {
        current.withLock { $0 = Current(index: index, reader: reader) }
    }
}
