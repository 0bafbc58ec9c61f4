/// What is wrong with an archive or with what was asked of it, and what to do about it.
package struct ArchiveError: Error, Equatable, CustomStringConvertible {
    /// The archive as the caller named it: its name, or else its path.
    package let archive: String
    /// The entry that is to blame, made safe for a terminal; `nil` when it is the whole archive.
    package let entry: String?
    package let problem: String
    package let remedy: String
    /// Whether nothing is wrong but that the caller wanted an end.
    package let isCancellation: Bool

    init(
        _ archive: String, entry: String? = nil, problem: String, remedy: String,
        isCancellation: Bool = false
    ) {
        self.archive = archive
        self.entry = entry
        self.problem = problem
        self.remedy = remedy
        self.isCancellation = isCancellation
    }

    /// One line: archive, entry, problem, remedy.
    package var description: String {
        let subject = entry.map { "entry '\($0)' " } ?? ""
        return "\(archive): \(subject)\(problem); \(remedy)"
    }
}

extension ArchiveError {
    /// What to do about an archive that somebody made with ill will or a broken program.
    static let distrust = "get it from a source you trust"
    static let copyAgain = "copy or download it again"
}
