internal import Glibc
internal import ProcessControl

/// Runs one command to its end, or ends it and every descendant.
///
/// Orphaned descendants become children of this process (subreaper), a grandchild that made a
/// session of its own included, so killing children until none is left ends the whole tree.
struct Supervisor {
    private enum Phase {
        case running
        /// TERM was sent; KILL follows at `deadline`.
        case stopping(deadline: Double)
        case killing
    }

    /// How bubblewrap, like a shell, tells that what it ran was ended by a signal.
    private static let codesOfSignals: ClosedRange<Int32> = 129...192

    /// What the runner's end of the channel is for this process.
    private static let channel = STDIN_FILENO

    private let options: GuardOptions
    private let signals: Int32
    private let command: pid_t
    private var memory: MemoryLimit?
    private var lookups: LookupList?
    private let started: Double
    /// At the memory.
    private var nextLook = 0.0
    private var phase = Phase.running
    private var watchesChannel = true
    private var hasEnded = false
    private var report = nrc_guard_report()

    /// - Returns: `nil`, with `failure` set to errno, when the command cannot be started.
    init?(_ request: GuardRequest, failure: inout Int32) {
        failure = nrc_adopt_orphans(1)
        guard failure == 0 else { return nil }
        let signals = nrc_open_signal_descriptor()
        guard signals >= 0 else {
            failure = -signals
            return nil
        }
        options = request.options
        let watchesMemory = options.watchesMemory
        memory = options.memoryBytes.map { MemoryLimit(bytes: $0, watches: watchesMemory) }
        started = Self.now()
        var listener: Int32 = -1
        let command = Self.spawn(request, group: memory?.group, listener: &listener)
        guard command > 0 else {
            memory?.remove()
            failure = -command
            return nil
        }
        if let order = options.lookups, listener >= 0 {
            lookups = LookupList(order, folder: request.folder, listener: listener)
        }
        self.signals = signals
        self.command = command
        report.exit_code = -1
    }

    /// Waits for the command and ends what it left behind.
    mutating func run() -> nrc_guard_report {
        while !hasEnded {
            waitForEvent()
            readChannel()
            readSignals()
            advance()
        }
        report.wall_seconds = Self.now() - started
        killDescendants()
        reportUsage()
        reportMemory()
        if let lookups { report.lookups_told = lookups.write() ? 1 : 0 }
        return report
    }

    /// Of the command and of all that it started, what was left behind included: bubblewrap, and whoever
    /// starts something in the background, ends without having waited for it.
    private mutating func reportUsage() {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_CHILDREN.rawValue, &usage) == 0 else { return }
        report.user_seconds = Self.seconds(usage.ru_utime)
        report.system_seconds = Self.seconds(usage.ru_stime)
        report.peak_bytes = Int64(usage.ru_maxrss) * 1024
    }

    private mutating func reportMemory() {
        guard let memory else { return }
        report.memory_exceeded = memory.wasExceeded ? 1 : 0
        report.peak_bytes = max(report.peak_bytes, Int64(memory.peakBytes))
        memory.remove()
    }

    private mutating func waitForEvent() {
        var descriptors = [
            pollfd(fd: watchesChannel ? Self.channel : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: lookups?.listener ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let count = unsafe poll(&descriptors, nfds_t(descriptors.count), millisecondsToWait())
        if count > 0 { lookups?.answer(descriptors[2].revents) }
    }

    /// Until the next deadline; -1 waits for an event alone.
    private func millisecondsToWait() -> Int32 {
        let deadline: Double
        switch phase {
        case .running:
            if memory != nil {
                return Int32((max(0, nextLook - Self.now()) * 1000).rounded(.up))
            }
            guard let timeout = options.timeoutSeconds else { return -1 }
            deadline = started + timeout
        case .stopping(let end): deadline = end
        // A process may fork while it is being killed: look again soon.
        case .killing: return 20
        }
        let remaining = max(0, deadline - Self.now()) * 1000
        return Int32(min(remaining.rounded(.up), 60_000))
    }

    /// Each byte is a request to stop.
    private mutating func readChannel() {
        guard watchesChannel else { return }
        var byte: UInt8 = 0
        let count = unsafe recv(Self.channel, &byte, 1, Int32(MSG_DONTWAIT))
        if count == 1 {
            stop()
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            watchesChannel = false
            // The runner is gone, or wants an end at once: nobody would keep what the command still
            // makes, and the next run may begin at any moment.
            phase = .killing
        }
    }

    private mutating func readSignals() {
        while true {
            let signal = nrc_next_signal(signals)
            guard signal > 0 else { return }
            if signal == SIGCHLD { reap() } else { stop() }
        }
    }

    private mutating func advance() {
        switch phase {
        case .running:
            if let timeout = options.timeoutSeconds, Self.now() >= started + timeout {
                report.timed_out = 1
                stop()
            }
            // Looked-up paths may wake this process thousands of times a second.
            guard let interval = memory?.lookMilliseconds, Self.now() >= nextLook else { break }
            nextLook = Self.now() + Double(interval) / 1000
            if memory?.isWatched == true {
                memory?.look(at: ProcessTree.descendants(of: getpid()))
            }
            // The kernel ends one process of a group; a command may go on without it, or wait for it.
            if memory?.wasExceeded == true { phase = .killing }
        case .stopping(let deadline):
            if Self.now() >= deadline { phase = .killing }
        case .killing: break
        }
        if case .killing = phase {
            kill(-command, SIGKILL)
            kill(command, SIGKILL)
        }
    }

    /// A second request to stop ends the grace time.
    private mutating func stop() {
        switch phase {
        case .running:
            terminate()
            phase = .stopping(deadline: Self.now() + options.graceSeconds)
        case .stopping, .killing: phase = .killing
        }
    }

    /// Bubblewrap would die of a TERM and take the command along before it could end well.
    private func terminate() {
        guard options.isBoxed else {
            kill(-command, SIGTERM)
            return
        }
        let helpers = Set(ProcessTree.children(of: command) + [command])
        let boxed = ProcessTree.descendants(of: command).filter {
            !helpers.contains($0) && getpgid($0) == command
        }
        if boxed.isEmpty { kill(-command, SIGKILL) }
        for process in boxed { kill(process, SIGTERM) }
    }

    private mutating func reap() {
        while true {
            var status: Int32 = 0
            let child = unsafe waitpid(-1, &status, WNOHANG)
            guard child > 0 else { return }
            if child == command { record(status: status) }
        }
    }

    private mutating func record(status: Int32) {
        // WIFSIGNALED and its kin are macros that Swift does not see.
        let signal = status & 0x7f
        let code = (status >> 8) & 0xff
        hasEnded = true
        if case .running = phase {} else { report.stopped = 1 }
        if signal != 0 {
            report.signal = signal
        } else if options.isBoxed, Self.codesOfSignals.contains(code) {
            report.signal = code - Self.codesOfSignals.lowerBound + 1
        } else {
            report.exit_code = code
        }
    }

    private func killDescendants() {
        while true {
            for child in ProcessTree.children(of: getpid()) { kill(child, SIGKILL) }
            let child = waitpid(-1, nil, WNOHANG)
            if child < 0, errno == ECHILD { return }
            if child == 0 { usleep(1000) }
        }
    }

    /// - Parameter listener: set where lookups are to be told and the kernel tells them.
    private static func spawn(
        _ request: GuardRequest, group: Int32?, listener: inout Int32
    ) -> pid_t {
        var words = unsafe pointers(request.options.command)
        var environment = unsafe pointers(request.environment)
        defer {
            unsafe (words + environment).forEach { unsafe free($0) }
        }
        guard request.options.lookups != nil else {
            return unsafe nrc_spawn_supervised(&words, &environment, group ?? -1, nil)
        }
        return unsafe nrc_spawn_supervised(&words, &environment, group ?? -1, &listener)
    }

    /// As C has lists of texts.
    private static func pointers(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }
}
