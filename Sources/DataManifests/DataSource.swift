/// How close the data of a source are to what the paper used.
package enum Fidelity: String, Codable, Hashable, Sendable, CaseIterable {
    /// The release that the paper used, as far as anybody can tell.
    case original
    /// The same data in another edition: a copy or a conversion.
    case equivalent
    /// Real data of the same kind, but not the paper's.
    case substitute
}

/// One place, or several with the same bytes, where a dataset can be had.
package struct DataSource: Codable, Hashable, Sendable {
    package var name: String
    package var fidelity: Fidelity
    /// What a reader of the results has to know of the source; always there for a substitute.
    package var note: String?
    /// Where it differs from the manifest's.
    package var licence: String?
    /// What somebody has to do by hand, since no program can download the files; `nil` for nothing.
    package var manual: String?
    /// At least one, each with a name of its own.
    package var files: [DataFile]
    package var layout: DataLayout
}

/// One file as it is downloaded.
package struct DataFile: Codable, Hashable, Sendable {
    /// What the file is called in a mirror and in messages; a plain name without folders.
    package var name: String
    /// Mirrors of the same bytes, `http`, `https` or `file`; none for what is had by other means.
    package var urls: [String]
    /// In bytes; `nil` where nobody says.
    package var size: Int?
    /// 64 lower-case hexadecimal digits; `nil` where nobody says.
    package var sha256: String?
    /// Whether `sha256` was taken from a first download, not published with the manifest.
    package var isPinned: Bool
    /// `nil` for a file that is used as it is.
    package var archive: ArchiveExtraction?

    private enum CodingKeys: String, CodingKey {
        case name, urls, size, sha256, archive
        case isPinned = "pinned"
    }
}

/// What is taken out of an archive, and how much may come out of it.
package struct ArchiveExtraction: Codable, Hashable, Sendable {
    /// Paths or patterns of entries, at least one.
    package var take: [PathPattern]
    /// Leading components dropped from the path of each entry that is taken.
    package var strip: Int
    /// More entries than this, taken or not, and the archive is refused.
    package var maximumEntries: Int
    /// More bytes than this, all entries that are taken together, and the archive is refused.
    package var maximumBytes: Int

    private enum CodingKeys: String, CodingKey {
        case take, strip
        case maximumEntries = "maximum_entries"
        case maximumBytes = "maximum_bytes"
    }
}
