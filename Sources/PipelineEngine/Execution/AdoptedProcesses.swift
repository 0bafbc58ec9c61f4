internal import Glibc
internal import ProcessControl
internal import Synchronization
internal import SystemPackage

/// Processes that have lost their guard and become this process's children.
///
/// A killed guard takes its command along, but not what the command had started in a session of its
/// own. The kernel gives such orphans to the nearest ancestor that asks for them. They are known by
/// their session: a guard's command begins one, which none of its descendants can leave for the
/// runner's, while guards and whatever else the runner starts stay in that.
enum AdoptedProcesses {
    /// A process may fork while it is being ended.
    private static let rounds = 1000
    private static let pauseMicroseconds: useconds_t = 1000
    /// Nobody else waits for adopted children, so that an id is not used again before it is killed.
    private static let turn = Mutex<Void>(())

    /// Runs of this process whose stages are running.
    private static let runs = Mutex(0)

    /// From now on orphans are this process's, until as many calls of `finish` have been made.
    static func begin() throws(Errno) {
        let code = runs.withLock { runs in
            let code = nrc_adopt_orphans(1)
            if code == 0 { runs += 1 }
            return code
        }
        guard code == 0 else { throw Errno(rawValue: code) }
    }

    static func finish() {
        runs.withLock { runs in
            runs -= 1
            if runs == 0 { _ = nrc_adopt_orphans(0) }
        }
    }

    /// Ends all of them, with their descendants, which are adopted one after the other.
    static func end() {
        turn.withLock { _ in
            for _ in 0..<rounds {
                let family = ((try? FileTree.names(in: "/proc")) ?? []).compactMap {
                    pid_t($0).flatMap(Relative.init)
                }
                let (own, session) = (getpid(), getsid(0))
                let adopted = family.filter { $0.parent == own && $0.session != session }
                for relative in adopted {
                    kill(relative.process, SIGKILL)
                    waitpid(relative.process, nil, WNOHANG)
                }
                // A guard's channel closes a moment before it gives its children away.
                let isGuardEnding = family.contains { $0.isEnding && $0.session == session }
                if adopted.isEmpty, !isGuardEnding { return }
                usleep(pauseMicroseconds)
            }
        }
    }
}

/// What the kernel tells of a process, of one that has ended too as long as nobody has waited for it.
private struct Relative {
    /// `PF_EXITING` among the flags of `proc(5)`.
    private static let exiting = 0x4

    let process: pid_t
    let parent: pid_t
    let session: pid_t
    /// Whether it has begun to end and still has its children.
    let isEnding: Bool

    init?(_ process: pid_t) {
        guard let content = try? FileContent.read("/proc/\(process)/stat"),
            let end = content.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // After the name: state, parent, process group, session, terminal, its group, flags.
        let words = content[(end + 1)...].split(separator: UInt8(ascii: " ")).prefix(7)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 7, let parent = pid_t(words[1]), let session = pid_t(words[3]),
            let flags = Int(words[6])
        else { return nil }
        self.process = process
        self.parent = parent
        self.session = session
        isEnding = flags & Self.exiting != 0 && words[0] != "Z" && words[0] != "X"
    }
}
