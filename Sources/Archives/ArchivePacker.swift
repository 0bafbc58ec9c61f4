internal import CArchive
internal import Glibc

/// Packs files into a tar compressed with zstd; the same files make the same bytes.
package enum ArchivePacker {
    private static let pieceSize = 1 << 20
    private static let fileMode: mode_t = 0o644
    /// 1980-01-01: no archive format is too young for it, and nothing depends on when one packs.
    private static let time: time_t = 315_532_800

    /// Writes an archive.
    ///
    /// - Parameters:
    ///   - members: paths in the archive, and the regular files that they are read from.
    ///   - path: the archive; after an error, or when the process is killed, there may be a part of it.
    ///   - archive: what messages call it.
    package static func pack(
        _ members: [(path: String, source: String)], into path: String, named archive: String
    ) throws(ArchiveError) {
        for (member, _) in members where !Self.canBeExtracted(member) {
            throw .unextractable(archive, member)
        }
        // Names are converted to UTF-8 from the locale in force.
        let locale = try LocaleScope(archive: archive)
        defer { withExtendedLifetime(locale) {} }
        guard let handle = unsafe archive_write_new() else {
            throw .unwritable(archive, "there is no memory left")
        }
        defer { unsafe archive_write_free(handle) }
        func check(_ status: Int32) throws(ArchiveError) {
            guard status == ARCHIVE_OK else {
                let reason = unsafe archive_error_string(handle)
                throw .unwritable(archive, unsafe reason.map { unsafe String(cString: $0) } ?? "?")
            }
        }
        unsafe try check(archive_write_set_format_pax_restricted(handle))
        unsafe try check(archive_write_add_filter_zstd(handle))
        unsafe try check(archive_write_open_filename(handle, path))
        for (path, source) in members {
            unsafe try append(source, as: path, to: handle, archive: archive)
        }
        unsafe try check(archive_write_close(handle))
    }

    private static func canBeExtracted(_ member: String) -> Bool {
        do throws(EntryPath.Objection) {
            return try EntryPath.reading(Array(member.utf8)) != nil
        } catch {
            return false
        }
    }

    private static func append(
        _ source: String, as path: String, to handle: OpaquePointer, archive: String
    ) throws(ArchiveError) {
        let file = unsafe open(source, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadableMember(archive, source, errno) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            throw .unreadableMember(archive, source, errno)
        }
        guard let entry = unsafe archive_entry_new() else {
            throw .unwritable(archive, "there is no memory left")
        }
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, path)
        unsafe archive_entry_set_size(entry, Int64(status.st_size))
        unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
        unsafe archive_entry_set_perm(entry, fileMode)
        unsafe archive_entry_set_mtime(entry, time, 0)
        guard unsafe archive_write_header(handle, entry) == ARCHIVE_OK else {
            throw .unwritable(archive, unsafe message(handle))
        }
        unsafe try copy(file, size: Int(status.st_size), source, to: handle, archive: archive)
    }

    private static func copy(
        _ file: Int32, size: Int, _ source: String, to handle: OpaquePointer, archive: String
    ) throws(ArchiveError) {
        var buffer = [UInt8](repeating: 0, count: min(pieceSize, max(1, size)))
        var rest = size
        while rest > 0 {
            let count = unsafe read(file, &buffer, min(buffer.count, rest))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadableMember(archive, source, errno) }
            guard count > 0 else { throw .changedMember(archive, source) }
            guard unsafe archive_write_data(handle, &buffer, count) == count else {
                throw .unwritable(archive, unsafe message(handle))
            }
            rest -= count
        }
    }

    private static func message(_ handle: OpaquePointer) -> String {
        unsafe archive_error_string(handle).map { unsafe String(cString: $0) } ?? "?"
    }
}

extension ArchiveError {
    fileprivate static func unextractable(_ archive: String, _ member: String) -> ArchiveError {
        ArchiveError(
            archive,
            problem: "'\(PrintableName.of(member))' is a name that nobody would take out of it",
            remedy: "rename the file: no control characters and no backslash")
    }

    fileprivate static func unwritable(_ archive: String, _ reason: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "cannot be written (\(reason))",
            remedy: "check the folder, its permissions and the free space")
    }

    fileprivate static func unreadableMember(
        _ archive: String, _ source: String, _ code: Int32
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: source,
            problem: "cannot be read (\(unsafe String(cString: strerror(code))))",
            remedy: "see that it is there and that you may read it")
    }

    fileprivate static func changedMember(_ archive: String, _ source: String) -> ArchiveError {
        ArchiveError(
            archive, entry: source, problem: "became shorter while it was packed",
            remedy: "pack again when nothing writes to it")
    }
}
