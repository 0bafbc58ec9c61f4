internal import CZlib

/// Decompresses gzip members and checks the length and CRC of each, which libarchive's own gzip
/// filter doesn't.
///
/// Source: RFC 1952. Members may follow one another; zeros may follow the last.
@safe final class GzipInflater {
    private let archive: String
    /// On the heap: zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isInsideMember = true

    init(archive: String) throws(ArchiveError) {
        self.archive = archive
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe nrc_inflate_gzip_init(stream) == Z_OK else { throw .noMemory(archive) }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Whether the file starts as gzip does.
    static func recognises(_ start: [UInt8]) -> Bool { start.starts(with: [0x1f, 0x8b, 0x08]) }

    /// Fills the output as far as the input goes.
    ///
    /// - Parameter refill: the next piece of the compressed file, which stays in place until the
    ///   next one is asked for; empty at its end.
    /// - Returns: the number of bytes written; 0 at the end.
    func inflate(
        into output: UnsafeMutableRawBufferPointer,
        refill: () throws(ArchiveError) -> UnsafeRawBufferPointer
    ) throws(ArchiveError) -> Int {
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(output.count)
        while unsafe stream.pointee.avail_out > 0 {
            if unsafe stream.pointee.avail_in == 0 {
                let piece = unsafe try refill()
                guard unsafe !piece.isEmpty else {
                    guard !isInsideMember else { throw .truncated(archive) }
                    break
                }
                unsafe stream.pointee.next_in = UnsafeMutableRawPointer(
                    mutating: piece.baseAddress)?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_in = UInt32(piece.count)
            }
            guard isInsideMember || startMember() else { continue }
            try step()
        }
        return unsafe output.count - Int(stream.pointee.avail_out)
    }

    /// Skips zeros between members.
    ///
    /// - Returns: whether a member follows in the input at hand.
    private func startMember() -> Bool {
        while unsafe stream.pointee.avail_in > 0, unsafe stream.pointee.next_in.pointee == 0 {
            unsafe stream.pointee.next_in += 1
            unsafe stream.pointee.avail_in -= 1
        }
        isInsideMember = unsafe stream.pointee.avail_in > 0
        return isInsideMember
    }

    private func step() throws(ArchiveError) {
        switch unsafe CZlib.inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: return
        case Z_STREAM_END:
            isInsideMember = false
            guard unsafe inflateReset(stream) == Z_OK else { throw .noMemory(archive) }
        case Z_MEM_ERROR: throw .noMemory(archive)
        default:
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            throw .damaged(archive, reason ?? "invalid data")
        }
    }
}

extension ArchiveError {
    fileprivate static func noMemory(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "cannot be decompressed: there is no memory left",
            remedy: "close other programs")
    }

    fileprivate static func truncated(_ archive: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "ends inside its compressed data", remedy: ArchiveError.copyAgain)
    }

    fileprivate static func damaged(_ archive: String, _ reason: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "is damaged (gzip: \(reason))", remedy: ArchiveError.copyAgain)
    }
}
