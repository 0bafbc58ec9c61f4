internal import CArchive
internal import Glibc

/// What an archive says of one entry, before its data.
struct ArchiveEntry {
    enum Kind: Equatable {
        case file
        case folder
        /// Anything else, by what it is called in messages.
        case other(String)
    }

    /// The name's bytes up to the first NUL, which no format means to be part of a name.
    let name: [UInt8]
    let kind: Kind
    /// In bytes; `nil` where the format doesn't say.
    let size: Int?
    let isEncrypted: Bool
    let isSparse: Bool
    /// libarchive's doubt about the entry.
    let warning: String?

    /// - Parameter entry: what `archive_read_next_header` gave.
    init(_ entry: OpaquePointer, warning: String?) {
        name =
            unsafe archive_entry_pathname(entry).map { text in
                unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
            } ?? []
        kind = unsafe Self.kind(entry)
        let size = unsafe archive_entry_size(entry)
        self.size = unsafe archive_entry_size_is_set(entry) != 0 ? Int(size) : nil
        isEncrypted = unsafe archive_entry_is_encrypted(entry) != 0
        isSparse = unsafe archive_entry_sparse_count(entry) > 0
        self.warning = warning
    }

    /// The one file of a bare `.gz`, `.xz` or `.zst`, which has no name of its own.
    init(bareFileOf archive: String) {
        let file = archive.split(separator: "/").last ?? ""
        let suffix = [".gz", ".xz", ".zst"].first { file.lowercased().hasSuffix($0) }
        let stem = file.dropLast(suffix?.count ?? 0)
        name = Array((stem.isEmpty ? file : stem).utf8)
        kind = .file
        size = nil
        (isEncrypted, isSparse, warning) = (false, false, nil)
    }

    private static func kind(_ entry: OpaquePointer) -> Kind {
        if unsafe archive_entry_hardlink(entry) != nil { return .other("a hard link") }
        return switch unsafe archive_entry_filetype(entry) & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .other("a symbolic link")
        case S_IFIFO: .other("a named pipe")
        case S_IFSOCK: .other("a socket")
        case S_IFCHR, S_IFBLK: .other("a device")
        default: .other("of an unknown type")
        }
    }
}
