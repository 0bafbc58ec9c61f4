/// Why a file could not be had.
package struct FetchError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The caller asked to stop; what was received is kept for the next fetch.
        case cancelled
        /// Nothing may be downloaded, and the file is not on this machine.
        case offline
        /// No location gave the right bytes.
        case unobtainable
        /// The downloads folder: no permission, no space.
        case disk
    }

    package let kind: Kind
    /// The download's name.
    package let download: String
    package let problem: String
    /// In the order in which the locations were tried.
    package let failures: [LocationFailure]

    /// Whether one of the locations had the file with wrong bytes, which is no reason to be content
    /// with another source's file without a word.
    package var hasWrongContent: Bool { failures.contains(where: \.isWrongContent) }
}

/// What was wrong with one location.
package struct LocationFailure: Hashable, Sendable, CustomStringConvertible {
    package let location: Location
    package let reason: String
    /// Whether the location had the file, but not with the right bytes: another digest or size, a
    /// web page or another format. It was neither unreachable nor without the file.
    package let isWrongContent: Bool

    package var description: String { "\(location): \(reason)" }
}

extension FetchError: CustomStringConvertible {
    /// One line for the problem, and one for each location that failed.
    package var description: String {
        (["\(download): \(problem)"] + failures.map { "  \($0)" }).joined(separator: "\n")
    }
}
