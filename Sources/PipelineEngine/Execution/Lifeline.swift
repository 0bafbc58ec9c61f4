internal import Glibc
internal import SystemPackage

/// A pipe whose read end every guard has as its standard input and whose write end only this
/// process holds: when it is cut, or this process is gone, each guard ends its command.
final class Lifeline {
    private let readEnd: FileDescriptor
    private var writeEnd: FileDescriptor?

    init() throws {
        let ends = try FileDescriptor.pipe()
        readEnd = ends.readEnd
        writeEnd = ends.writeEnd
        for end in [ends.readEnd, ends.writeEnd] {
            guard fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) == 0 else {
                throw Errno(rawValue: errno)
            }
        }
    }

    deinit {
        cut()
        try? readEnd.close()
    }

    /// Valid as long as the lifeline is.
    var descriptor: Int32 { readEnd.rawValue }

    func cut() {
        try? writeEnd?.close()
        writeEnd = nil
    }
}
