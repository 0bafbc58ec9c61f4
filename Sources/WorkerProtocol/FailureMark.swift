/// How the worker says why it failed: on a line of its standard error that begins so.
package enum FailureMark {
    package static let text = "error: "
}
