/// What is wrong with a CSV file or with what was asked of it, and what to do about it.
package struct CSVError: Error, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    package let path: String
    /// From 1; `nil` when it is the whole file.
    package let line: Int?
    package let problem: String
    package let remedy: String

    init(_ path: String, line: Int? = nil, problem: String, remedy: String) {
        self.path = path
        self.line = line
        self.problem = problem
        self.remedy = remedy
    }

    /// One line: file and line, problem, remedy.
    package var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(problem); \(remedy)"
    }

    /// Foreign text, escaped and cut, so that it can't disturb a terminal or fill it.
    static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(40).map { $0.escaped(asASCII: false) }.joined()
        return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
    }
}
