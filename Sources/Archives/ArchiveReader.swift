internal import CArchive
internal import Glibc

/// Goes through the entries of an archive within limits, from first to last.
///
/// Formats, recognised by their bytes: zip (by its central directory alone), tar (with pax and GNU
/// extensions), either of them bare or, tar, within gzip, xz or zstd; and one file compressed with
/// any of these.
@safe final class ArchiveReader {
    /// Headers, padding and end marks in a compressed tar may come to this much an entry…
    private static let overheadOfEntry = 8192
    /// …and this much in all, before it is called a bomb.
    private static let overhead = 1 << 21

    /// How names are read; see `LocaleScope`.
    private let locale: LocaleScope
    private let source: ArchiveSource
    private let handle: OpaquePointer
    private let maximumEntries: Int
    private let maximumBytes: Int
    private let isCancelled: () -> Bool
    private var entries = 0
    /// Bytes of data that came out, of files taken and skipped.
    private var dataBytes = 0

    /// What messages call the archive, and what a bare file's name comes from.
    var archive: String { source.archive }

    /// The part of the file that has been read, 0…1.
    var progress: Double { min(1, Double(source.bytesRead) / Double(source.size)) }

    init(
        path: String, archive: String, maximumEntries: Int, maximumBytes: Int,
        isCancelled: @escaping () -> Bool
    ) throws(ArchiveError) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
        self.isCancelled = isCancelled
        locale = try LocaleScope(archive: archive)
        source = try ArchiveSource(path: path, archive: archive)
        guard let handle = unsafe archive_read_new() else { throw .noMemory(archive) }
        unsafe self.handle = handle
        source.checkpoint = { [unowned self] () throws(ArchiveError) in try check() }
        try open()
    }

    deinit {
        unsafe archive_read_free(handle)
    }

    /// The next entry; `nil` after the last.
    func next() throws(ArchiveError) -> ArchiveEntry? {
        var header: OpaquePointer?
        let status = unsafe archive_read_next_header(handle, &header)
        if status == ARCHIVE_EOF {
            try checkEnd()
            return nil
        }
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let header = unsafe header else {
            throw damage()
        }
        entries += 1
        guard entries <= maximumEntries else { throw .manyEntries(archive, maximumEntries) }
        if entries == 1 { try checkFormat() }
        if isBareFile { return ArchiveEntry(bareFileOf: archive) }
        let warning = status == ARCHIVE_WARN ? reason ?? "no reason given" : nil
        return unsafe ArchiveEntry(header, warning: warning)
    }

    /// Hands over the data of the entry that `next` gave, piece by piece and without holes.
    func readData(
        of entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        var count = 0
        var start: UnsafeRawPointer?
        var size = 0
        var offset: Int64 = 0
        while true {
            try check()
            let status = unsafe archive_read_data_block(handle, &start, &size, &offset)
            if status == ARCHIVE_EOF { break }
            guard status == ARCHIVE_OK else { throw damage(of: entry) }
            guard offset == count else { throw .sparse(archive, entry) }
            dataBytes += size
            guard dataBytes <= maximumBytes else { throw .manyBytes(archive, entry, maximumBytes) }
            let piece = unsafe UnsafeRawBufferPointer(start: start, count: size)
            if count == 0, isBareFile, unsafe Self.isTarHeader(piece) { throw .damagedTar(archive) }
            unsafe try body(piece)
            count += size
        }
        if let expected = entry.size, expected != count {
            throw .wrongSize(archive, entry, count, expected)
        }
    }

    /// Passes over the data of the entry that `next` gave.
    func skipData(of entry: ArchiveEntry) throws(ArchiveError) {
        guard isCompressedStream else {
            // Nothing is decompressed, the file is only sought through.
            guard unsafe archive_read_data_skip(handle) == ARCHIVE_OK else {
                throw damage(of: entry)
            }
            return
        }
        var start: UnsafeRawPointer?
        var size = 0
        var offset: Int64 = 0
        while true {
            try check()
            let status = unsafe archive_read_data_block(handle, &start, &size, &offset)
            if status == ARCHIVE_EOF { return }
            guard status == ARCHIVE_OK else { throw damage(of: entry) }
            dataBytes += size
            guard dataBytes <= maximumBytes else { throw .manyBytes(archive, entry, maximumBytes) }
        }
    }
}

// MARK: Opening

extension ArchiveReader {
    private func open() throws(ArchiveError) {
        unsafe archive_read_support_format_zip_seekable(handle)
        unsafe archive_read_support_format_tar(handle)
        unsafe archive_read_support_format_raw(handle)
        unsafe archive_read_support_filter_xz(handle)
        unsafe archive_read_support_filter_zstd(handle)
        // Met only within another compression, since the source takes care of the outermost.
        unsafe archive_read_support_filter_gzip(handle)
        // Without it a tar is left at its end mark, and damage after it would go unseen.
        unsafe archive_read_set_options(handle, "tar:read_concatenated_archives")
        let context = unsafe Unmanaged.passUnretained(source).toOpaque()
        unsafe archive_read_set_callback_data(handle, context)
        unsafe archive_read_set_read_callback(handle) { _, context, start in
            unsafe ArchiveReader.read(context, start)
        }
        if !source.isGzip {
            unsafe archive_read_set_seek_callback(handle) { _, context, offset, origin in
                unsafe ArchiveReader.source(context)?.seek(by: offset, from: origin)
                    ?? Int64(ARCHIVE_FATAL)
            }
            unsafe archive_read_set_skip_callback(handle) { _, context, count in
                guard let source = unsafe ArchiveReader.source(context) else { return 0 }
                return source.seek(by: count, from: SEEK_CUR) == nil ? 0 : count
            }
        }
        guard unsafe archive_read_open1(handle) == ARCHIVE_OK else { throw damage() }
    }

    private static func source(_ context: UnsafeMutableRawPointer?) -> ArchiveSource? {
        unsafe context.map { unsafe Unmanaged<ArchiveSource>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func read(
        _ context: UnsafeMutableRawPointer?,
        _ start: UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int {
        guard let source = unsafe source(context), let start = unsafe start else { return -1 }
        do throws(ArchiveError) {
            let piece = unsafe try source.next()
            unsafe start.pointee = piece.baseAddress
            return piece.count
        } catch {
            source.failure = error
            return Int(ARCHIVE_FATAL)
        }
    }
}

// MARK: Checks

extension ArchiveReader {
    private var format: Int32 {
        unsafe archive_format(handle) & Int32(ARCHIVE_FORMAT_BASE_MASK)
    }

    /// Filters between the file and the format, libarchive's and our own for gzip.
    private var filters: Int {
        // The last one is the file itself.
        Int(unsafe archive_filter_count(handle)) - 1 + (source.isGzip ? 1 : 0)
    }

    /// Known once there is an entry.
    var isZip: Bool { format == ARCHIVE_FORMAT_ZIP }
    private var isCompressedStream: Bool { filters > 0 }
    private var isBareFile: Bool { format == ARCHIVE_FORMAT_RAW }

    /// What libarchive says about its last error.
    private var reason: String? {
        unsafe archive_error_string(handle).map { unsafe PrintableName.of(String(cString: $0)) }
    }

    private func damage(of entry: ArchiveEntry? = nil) -> ArchiveError {
        source.failure ?? .damaged(archive, entry, reason)
    }

    /// Between pieces and blocks: is it cancelled, does it unfold without end?
    private func check() throws(ArchiveError) {
        guard !isCancelled() else { throw .cancelled(archive) }
        guard isCompressedStream else { return }
        let unfolded = max(
            source.bytesInflated, Int(unsafe archive_filter_bytes(handle, 0)))
        let (headers, overflow) = maximumEntries.multipliedReportingOverflow(
            by: Self.overheadOfEntry)
        guard !overflow else { return }
        let (allowed, isHuge) = dataBytes.addingReportingOverflow(headers)
        guard isHuge || unfolded - Self.overhead <= allowed else {
            throw .muchOverhead(archive, unfolded - dataBytes)
        }
    }

    private func checkFormat() throws(ArchiveError) {
        guard filters <= 1 else { throw .nested(archive) }
        guard isBareFile else { return }
        guard isCompressedStream else { throw .unknownFormat(archive) }
        let file = archive.split(separator: "/").last?.lowercased() ?? ""
        let tarNames = [".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.zst", ".tzst"]
        if tarNames.contains(where: file.hasSuffix) { throw .damagedTar(archive) }
    }

    /// A tar that stops between two entries looks complete but for its end mark.
    private func checkEnd() throws(ArchiveError) {
        guard format == ARCHIVE_FORMAT_TAR, !isCompressedStream else { return }
        guard try source.tail(512).allSatisfy({ $0 == 0 }) else { throw .noEndMark(archive) }
    }

    /// A tar's header that libarchive didn't accept as one.
    private static func isTarHeader(_ start: UnsafeRawBufferPointer) -> Bool {
        unsafe start.count >= 512 && start[257..<262].elementsEqual("ustar".utf8)
    }
}

extension ArchiveError {
    /// Not an error of the archive's: the caller wanted an end.
    static func cancelled(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "was not read to its end: cancelled", remedy: "run it again",
            isCancellation: true)
    }

    fileprivate static func noMemory(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "cannot be read: there is no memory left",
            remedy: "close other programs")
    }

    fileprivate static func damaged(
        _ archive: String, _ entry: ArchiveEntry?, _ reason: String?
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: entry.map { PrintableName.of($0.name) },
            problem: "is damaged or cut off" + (reason.map { " (\($0))" } ?? ""),
            remedy: copyAgain)
    }

    fileprivate static func manyEntries(_ archive: String, _ maximum: Int) -> ArchiveError {
        ArchiveError(
            archive, problem: "has more than the \(maximum) entries allowed",
            remedy: "raise the limit if you trust it")
    }

    fileprivate static func manyBytes(
        _ archive: String, _ entry: ArchiveEntry, _ maximum: Int
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "brings it to more than the \(maximum) bytes allowed",
            remedy: "raise the limit if you trust it")
    }

    fileprivate static func muchOverhead(_ archive: String, _ bytes: Int) -> ArchiveError {
        ArchiveError(
            archive, problem: "unfolds to \(bytes) bytes that belong to no file",
            remedy: distrust)
    }

    fileprivate static func sparse(_ archive: String, _ entry: ArchiveEntry) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "is stored with holes, as a sparse file", remedy: "pack it without --sparse")
    }

    fileprivate static func wrongSize(
        _ archive: String, _ entry: ArchiveEntry, _ count: Int, _ expected: Int
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "has \(count) bytes, not the \(expected) announced", remedy: copyAgain)
    }

    fileprivate static func nested(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "is compressed more than once", remedy: "decompress it once first")
    }

    fileprivate static func unknownFormat(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive,
            problem: "is neither a zip nor a tar nor compressed with gzip, xz or zstd, or its "
                + "beginning or end is damaged",
            remedy: copyAgain)
    }

    fileprivate static func damagedTar(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "does not hold a tar, or a damaged one", remedy: copyAgain)
    }

    fileprivate static func noEndMark(_ archive: String) -> ArchiveError {
        ArchiveError(archive, problem: "ends without the end mark of a tar", remedy: copyAgain)
    }
}
