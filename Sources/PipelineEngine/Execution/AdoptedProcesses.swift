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
    ///
    /// To be called once their guard is gone: until then they are its own.
    static func end() {
        turn.withLock { _ in
            for _ in 0..<rounds {
                let found = processes()
                if found.isEmpty { return }
                for process in found {
                    kill(process, SIGKILL)
                    waitpid(process, nil, WNOHANG)
                }
                usleep(pauseMicroseconds)
            }
        }
    }

    /// Children of this process, of any of its threads, that live in another session.
    private static func processes() -> [pid_t] {
        let (own, session) = (getpid(), getsid(0))
        return ProcessStatus.all.filter { process in
            guard let status = ProcessStatus(of: process) else { return false }
            return status.parent == own && status.session != session
        }
    }
}
