internal import CArchive

/// The library that reads archives.
package enum ArchiveLibrary {
    /// Of libarchive and what it is built with.
    package static var version: String {
        guard let text = unsafe archive_version_details() else { return "unknown" }
        return unsafe String(cString: text)
    }
}
