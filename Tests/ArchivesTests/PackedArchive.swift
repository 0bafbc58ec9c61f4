import CArchive
import Glibc

/// What a test puts into an archive.
struct PackedEntry {
    enum Kind {
        case file([UInt8])
        case folder
        case symbolicLink(String)
        case hardLink(String)
        case special(mode_t)
        /// A file of the size whose data are at its end alone.
        case sparse(size: Int64)
    }

    var name: String
    var kind: Kind
    var mode: mode_t = 0o644

    static func file(_ name: String, _ text: String = "data", mode: mode_t = 0o644) -> PackedEntry {
        PackedEntry(name: name, kind: .file(Array(text.utf8)), mode: mode)
    }
}

/// Packs entries with libarchive's own writer.
struct PackedArchive {
    enum Format {
        case zip, pax, gnu
        /// One file without a name.
        case raw
    }

    enum Filter {
        case none, gzip, xz, zstd
    }

    struct Failure: Error { var text: String }

    var format = Format.pax
    var filters: [Filter] = [.none]
    var options = ""
    var passphrase: String?

    func write(_ entries: [PackedEntry], to path: String) throws {
        // The writer converts names to the formats' UTF-8 from the current locale.
        let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        let previous = unsafe uselocale(locale)
        defer {
            unsafe uselocale(previous)
            unsafe freelocale(locale)
        }
        guard let archive = unsafe archive_write_new() else { throw Failure(text: "no memory") }
        defer { unsafe archive_write_free(archive) }
        func check(_ status: Int32) throws {
            guard status == ARCHIVE_OK else {
                throw Failure(text: unsafe String(cString: archive_error_string(archive)))
            }
        }
        switch format {
        case .zip: unsafe try check(archive_write_set_format_zip(archive))
        case .pax: unsafe try check(archive_write_set_format_pax(archive))
        case .gnu: unsafe try check(archive_write_set_format_gnutar(archive))
        case .raw: unsafe try check(archive_write_set_format_raw(archive))
        }
        for filter in filters {
            switch filter {
            case .none: unsafe try check(archive_write_add_filter_none(archive))
            case .gzip: unsafe try check(archive_write_add_filter_gzip(archive))
            case .xz: unsafe try check(archive_write_add_filter_xz(archive))
            case .zstd: unsafe try check(archive_write_add_filter_zstd(archive))
            }
        }
        unsafe try check(archive_write_set_options(archive, options))
        if let passphrase { unsafe try check(archive_write_set_passphrase(archive, passphrase)) }
        unsafe try check(archive_write_open_filename(archive, path))
        for entry in entries { unsafe try add(entry, to: archive, check) }
        unsafe try check(archive_write_close(archive))
    }

    private func add(
        _ packed: PackedEntry, to archive: OpaquePointer, _ check: (Int32) throws -> Void
    ) throws {
        guard let entry = unsafe archive_entry_new() else { throw Failure(text: "no memory") }
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, packed.name)
        unsafe archive_entry_set_perm(entry, packed.mode)
        var data: [UInt8] = []
        switch packed.kind {
        case .file(let bytes):
            data = bytes
            unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
            unsafe archive_entry_set_size(entry, Int64(bytes.count))
        case .folder: unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFDIR))
        case .symbolicLink(let target):
            unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFLNK))
            unsafe archive_entry_set_symlink(entry, target)
        case .hardLink(let target):
            unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
            unsafe archive_entry_set_hardlink(entry, target)
        case .special(let type): unsafe archive_entry_set_filetype(entry, UInt32(type))
        case .sparse(let size):
            data = Array("end".utf8)
            unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
            unsafe archive_entry_set_size(entry, size)
            unsafe archive_entry_sparse_add_entry(entry, size - 3, 3)
        }
        unsafe try check(archive_write_header(archive, entry))
        if case .sparse(let size) = packed.kind {
            data = Array(repeating: 0, count: Int(size) - 3) + data
        }
        let written = unsafe archive_write_data(archive, data, data.count)
        guard written == data.count else { throw Failure(text: "short write") }
    }
}
