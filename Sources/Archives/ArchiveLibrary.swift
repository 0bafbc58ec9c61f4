internal import CArchive

/// The library that reads archives.
package enum ArchiveLibrary {
    /// As `3.6.2`.
    package static var version: String {
        let number = archive_version_number()
        return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }
}
