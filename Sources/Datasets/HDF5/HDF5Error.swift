/// What is wrong with an HDF5 file, and what to do about it.
package struct HDF5Error: Error, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    package let path: String
    package let problem: String
    package let remedy: String

    package init(path: String, problem: String, remedy: String) {
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    /// One line: file, problem, remedy.
    package var description: String { "\(path): \(problem); \(remedy)" }
}

extension HDF5Error {
    /// A call into the library failed.
    ///
    /// - Parameter task: what can't be done, such as "the file can't be opened".
    static func library(_ path: String, _ task: String) -> HDF5Error {
        let reasons = HDF5Library.lastErrors()
        return HDF5Error(
            path: path, problem: "\(task) (\(reasons))",
            remedy: reasons.contains("filter")
                ? "repack it with gzip or without compression, as by h5repack"
                : "copy or download it again")
    }

    /// Foreign text, escaped and cut, so that it can't disturb a terminal or fill it.
    static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let shown = scalars.prefix(80).map { $0.escaped(asASCII: false) }.joined()
        return "'\(shown)\(scalars.count > 80 ? "…" : "")'"
    }
}
