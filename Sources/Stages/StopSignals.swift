internal import Glibc

/// TERM and INT, held back while a stage has something to save first.
///
/// A signal that is blocked stays pending, which a system call tells; so nothing has to happen in a
/// handler. Threads that are started later hold the signals back too.
struct StopSignals {
    private static let signals = [SIGTERM, SIGINT]

    /// Holds the signals back from now on.
    init() { Self.change(SIG_BLOCK) }

    /// Whether one of them has come.
    var areWaiting: Bool {
        var pending = sigset_t()
        guard unsafe sigpending(&pending) == 0 else { return false }
        return Self.signals.contains { unsafe sigismember(&pending, $0) == 1 }
    }

    /// Lets them through: the process ends by the one that is waiting.
    func release() { Self.change(SIG_UNBLOCK) }

    private static func change(_ how: Int32) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        unsafe pthread_sigmask(how, &set, nil)
    }
}
