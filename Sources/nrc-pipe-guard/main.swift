internal import Glibc

/// Exit codes as `timeout` and shells use them.
private enum ExitCode {
    static let usage: Int32 = 2
    static let timedOut: Int32 = 124
    static let cannotStart: Int32 = 127
    static let signalBase: Int32 = 128
}

private func fail(_ message: String, _ code: Int32) -> Never {
    var text = "nrc-pipe-guard: \(message)\n"
    _ = text.withUTF8 { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(code)
}

guard let options = GuardOptions(Array(CommandLine.arguments.dropFirst())) else {
    fail(GuardOptions.usage, ExitCode.usage)
}
var failure: Int32 = 0
guard var supervisor = Supervisor(options, failure: &failure) else {
    let reason = unsafe String(cString: strerror(failure))
    fail("cannot start '\(options.command[0])': \(reason)", ExitCode.cannotStart)
}
let report = supervisor.run()
guard report.write(to: options.report) else {
    fail("cannot write the report '\(options.report)'", ExitCode.cannotStart)
}
if report.timedOut { exit(ExitCode.timedOut) }
if let signal = report.signal { exit(ExitCode.signalBase + signal) }
exit(report.exitCode ?? ExitCode.cannotStart)
