internal import Glibc
package import PipelineLanguage

/// A file was fetched that differs from its pin.
package struct PinConflict: Hashable, Sendable {
    /// `dataset/source/file`
    package var key: String
    package var pinned: Pin
    package var fetched: Pin
}

/// A pin says something else than the manifest.
package struct PinContradiction: Hashable, Sendable {
    /// `dataset/source/file`
    package var key: String
    /// The manifest's path, relative to the project.
    package var manifest: String
    /// What the manifest says; `nil` where it says nothing.
    package var sha256: String?
    package var size: Int?
    package var pin: Pin
}

/// Why pins can't be read, written or used.
package enum PinFileError: Error {
    /// The file is there, but its content is wrong; the places are in the diagnostics.
    case damaged(PipelineDiagnostics)
    case unreadable(FileProblem)
    /// A symbolic link leads out of the project, or there is no project.
    case outsideProject
    /// A system call failed while the file was written; the old content stays.
    case unwritable(operation: String, path: String, code: Int32)
    /// Another process has kept the file locked.
    case locked(path: String)
    case conflicts([PinConflict])
    case contradictions([PinContradiction])
}

extension PinFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damaged(let diagnostics):
            diagnostics.rendered()
                + "restore '\(PinFile.path)' from version control, or remove it to pin afresh"
        case .unreadable(let problem):
            "the file '\(PinFile.path)' \(problem.description);"
                + " restore it from version control, or remove it to pin afresh"
        case .outsideProject:
            "the file '\(PinFile.path)' is outside the project: a symbolic link leads there;"
                + " expected a file inside the project"
        case .unwritable(let operation, let path, let code):
            "cannot \(operation) '\(path)': \(unsafe String(cString: strerror(code)));"
                + " nothing was pinned"
        case .locked(let path):
            "another process holds '\(path)'; nothing was pinned, try again when it has ended"
        case .conflicts(let conflicts):
            conflicts.map(\.description).joined(separator: "\n")
        case .contradictions(let contradictions):
            contradictions.map(\.description).joined(separator: "\n")
        }
    }
}

extension PinConflict: CustomStringConvertible {
    package var description: String {
        """
        '\(key)' is not the file that '\(PinFile.path)' has pinned
          pinned:  \(pinned)
          fetched: \(fetched)
        if the new file is the right one, remove the entry '\(key)' from '\(PinFile.path)' and \
        fetch again
        """
    }
}

extension PinContradiction: CustomStringConvertible {
    package var description: String {
        let size = size.map { "\($0) bytes" } ?? "no size"
        return """
            '\(manifest)' and '\(PinFile.path)' disagree on '\(key)'
              manifest: \(sha256.map { "sha256 \($0)" } ?? "no sha256"), \(size)
              pin:      \(pin)
            the manifest decides: remove the entry '\(key)' from '\(PinFile.path)'
            """
    }
}
