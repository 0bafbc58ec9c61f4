internal import Glibc

/// A child process without output. Foundation's waits in steps of tens of milliseconds, which is
/// longer than what is measured here.
enum QuietProcess {
    struct Outcome {
        /// As a shell would have it.
        let status: Int32
        let peakBytes: Int
    }

    /// - Returns: the exit status as a shell would have it.
    static func run(_ words: [String]) throws -> Int32 { try measured(words).status }

    static func measured(_ words: [String]) throws -> Outcome {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(
                &actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process = pid_t()
        let code = unsafe posix_spawn(&process, words[0], &actions, nil, arguments, environ)
        guard code == 0 else {
            throw BenchmarkError(description: "cannot start '\(words[0])' (error \(code))")
        }
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        return Outcome(
            status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f),
            peakBytes: usage.ru_maxrss * 1024)
    }
}
