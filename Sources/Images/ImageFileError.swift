internal import Glibc
internal import RegularFiles

/// What is wrong with a picture, an array of pictures or a folder of them, and what to do about it.
package struct ImageFileError: Error, Equatable, CustomStringConvertible {
    /// The file or folder as the caller named it.
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

extension ImageFileError {
    /// A system call failed.
    static func system(_ path: String, _ failure: String, _ code: Int32) -> ImageFileError {
        ImageFileError(
            path: path, problem: "\(failure) (\(unsafe String(cString: strerror(code))))",
            remedy: "check the path, its permissions and the free space")
    }

    static func unusable(_ path: String, _ found: RegularFileProblem) -> ImageFileError {
        if case .system(let action, let code) = found { return system(path, action, code) }
        return ImageFileError(
            path: path, problem: "\(found)",
            remedy: found == .notRegular
                ? "name a file of pictures" : "leave the file alone while it is read")
    }

    /// Foreign text, escaped and cut, so that it can't disturb a terminal or fill it.
    static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = scalars.prefix(120).map { $0.escaped(asASCII: false) }.joined()
        return scalars.count > 120 ? start + "…" : start
    }
}
