/// What is wrong with an array file, and what to do about it.
package struct ArrayFileError: Error, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    package let path: String
    package let problem: String
    package let remedy: String

    /// One line: file, problem, remedy.
    package var description: String { "\(path): \(problem); \(remedy)" }
}
