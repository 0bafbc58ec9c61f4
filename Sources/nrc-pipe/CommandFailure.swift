/// A command's end that is not success: what to say on standard error, and the exit code.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Empty when everything has been said already.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }
}
