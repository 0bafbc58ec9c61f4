internal import Glibc

/// What `/proc/PID/stat` tells of a process, of one that has ended too as long as nobody has waited for
/// it.
struct ProcessStatus {
    let parent: pid_t
    let session: pid_t
    /// Whether a terminal controls it.
    let hasTerminal: Bool

    /// - Returns: `nil` for a process that is gone.
    init?(of process: pid_t) {
        guard let content = try? FileContent.read("/proc/\(process)/stat"),
            let end = content.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // After the name: state, parent, process group, session, terminal.
        let words = content[(end + 1)...].split(separator: UInt8(ascii: " ")).prefix(5)
            .map { pid_t(String(decoding: $0, as: UTF8.self)) }
        guard words.count == 5, let parent = words[1], let session = words[3],
            let terminal = words[4]
        else { return nil }
        self.parent = parent
        self.session = session
        hasTerminal = terminal != 0
    }

    /// All processes that there are.
    static var all: [pid_t] {
        ((try? FileTree.names(in: "/proc")) ?? []).compactMap { pid_t($0) }
    }

    /// Those that this process descends from.
    static var ancestors: Set<pid_t> {
        var found: Set<pid_t> = []
        var process = getppid()
        while process > 0, found.insert(process).inserted {
            process = ProcessStatus(of: process)?.parent ?? 0
        }
        return found
    }
}
