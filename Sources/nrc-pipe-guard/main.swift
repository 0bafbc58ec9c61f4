internal import Glibc
internal import ProcessControl

// Started without arguments by nrc-pipe, with a socket as standard input, over which come channels
// and logs: for each pair there is from then on one process more, which runs one command and ends
// when that has ended.

private enum Message {
    static let usage = "nrc-pipe-guard: nrc-pipe starts it, to watch over the stages of a run\n"

    static func cannotStart(_ program: String, _ code: Int32) -> String {
        unsafe "nrc-pipe-guard: cannot start '\(program)': \(String(cString: strerror(code)))\n"
    }

    static func cannotFork(_ code: Int32) -> String {
        unsafe "nrc-pipe-guard: cannot make a process: \(String(cString: strerror(code)))\n"
    }
}

private func say(_ message: String, to descriptor: Int32) {
    var text = message
    _ = text.withUTF8 { unsafe write(descriptor, $0.baseAddress, $0.count) }
}

private func answer(startError: Int32, over channel: Int32) {
    var report = nrc_guard_report()
    report.start_error = startError
    answer(report, over: channel)
}

private func answer(_ report: nrc_guard_report, over channel: Int32) {
    var report = report
    unsafe send(
        channel, &report, MemoryLayout<nrc_guard_report>.size, Int32(MSG_NOSIGNAL))
}

/// What a new process is for: it runs the command that the channel tells, and reports.
private func watch(channel: Int32, log: Int32) -> Never {
    signal(SIGCHLD, SIG_DFL)
    setpgid(0, 0)
    for (file, place) in [
        (channel, STDIN_FILENO), (log, STDOUT_FILENO), (log, STDERR_FILENO),
    ] {
        dup2(file, place)
    }
    close(channel)
    close(log)
    var id = getpid()
    unsafe send(STDIN_FILENO, &id, MemoryLayout<pid_t>.size, Int32(MSG_NOSIGNAL))
    guard let request = GuardRequest(from: STDIN_FILENO) else { _exit(1) }
    var failure = unsafe chdir(request.folder) == 0 ? 0 : errno
    if failure == 0, var supervisor = Supervisor(request, failure: &failure) {
        answer(supervisor.run(), over: STDIN_FILENO)
        _exit(0)
    }
    say(Message.cannotStart(request.options.command[0], failure), to: STDERR_FILENO)
    answer(startError: failure, over: STDIN_FILENO)
    _exit(0)
}

guard CommandLine.arguments.count == 1 else {
    say(Message.usage, to: STDERR_FILENO)
    exit(2)
}
// Nobody here waits for processes that have ended.
signal(SIGCHLD, SIG_IGN)
while true {
    var descriptors: [Int32] = [-1, -1]
    let count = unsafe nrc_receive_descriptors(STDIN_FILENO, &descriptors, 2)
    guard count == 2 else {
        if count < 0 { say(Message.usage, to: STDERR_FILENO) }
        exit(count == 0 ? 0 : 2)
    }
    let (channel, log) = (descriptors[0], descriptors[1])
    let process = nrc_fork()
    if process == 0 { watch(channel: channel, log: log) }
    if process < 0 {
        say(Message.cannotFork(-process), to: log)
        // In place of the process id that it would have.
        var none: pid_t = 0
        unsafe send(channel, &none, MemoryLayout<pid_t>.size, Int32(MSG_NOSIGNAL))
        answer(startError: -process, over: channel)
    }
    close(channel)
    close(log)
}
