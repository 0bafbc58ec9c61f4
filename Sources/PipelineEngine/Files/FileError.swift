internal import SystemPackage

/// A system call on a file failed.
package struct FileError: Error, Hashable, Sendable {
    /// What was tried, as it stands after "cannot": `read`, `create the folder`.
    package var operation: String
    package var path: String
    /// The system's `errno`.
    package var code: Int32

    init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }
}

extension FileError: CustomStringConvertible {
    package var description: String {
        "cannot \(operation) '\(path)': \(Errno(rawValue: code))"
    }
}
