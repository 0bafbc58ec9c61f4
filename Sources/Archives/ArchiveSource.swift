internal import CArchive
internal import Glibc
internal import RegularFiles

/// The bytes that libarchive reads: those of a file, or what gzip makes of them.
final class ArchiveSource {
    private static let pieceSize = 1 << 16

    /// What messages call the file.
    let archive: String
    /// Bytes of the file.
    let size: Int
    /// Bytes read from the file so far, those read twice counted twice.
    private(set) var bytesRead = 0
    /// Bytes that came out of gzip so far.
    private(set) var bytesInflated = 0
    /// What went wrong in a callback, which can only say *that* something did.
    var failure: ArchiveError?
    /// Called before each piece: throws to stop.
    var checkpoint: () throws(ArchiveError) -> Void = {}

    private let file: RegularFile<ArchiveError>
    private var position = 0
    private var inflater: GzipInflater?
    /// Handed to libarchive, which uses it until the next piece is asked for.
    private let piece = PinnedBuffer(size: pieceSize)
    /// gzip's input.
    private let compressed = PinnedBuffer(size: pieceSize)

    init(path: String, archive: String) throws(ArchiveError) {
        self.archive = archive
        file = try RegularFile(path) { .unusable(archive, $0) }
        size = file.size
        guard size > 0 else { throw .empty(archive) }
        let start = unsafe try Array(fill(compressed).prefix(3))
        (position, bytesRead) = (0, 0)
        if GzipInflater.recognises(start) { inflater = try GzipInflater(archive: archive) }
    }

    var isGzip: Bool { inflater != nil }

    /// The next bytes; empty at the end.
    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        try checkpoint()
        guard let inflater else { return unsafe try fill(piece) }
        let count = unsafe try inflater.inflate(into: piece.bytes) { () throws(ArchiveError) in
            unsafe try fill(compressed)
        }
        bytesInflated += count
        return unsafe piece.prefix(count)
    }

    /// Goes to a place in the file, from its start, the current place or its end.
    ///
    /// - Returns: the place from the start; `nil` where there is none.
    func seek(by offset: Int64, from origin: Int32) -> Int64? {
        let base: Int64
        switch origin {
        case SEEK_SET: base = 0
        case SEEK_CUR: base = Int64(position)
        case SEEK_END: base = Int64(size)
        default: return nil
        }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return nil }
        position = Int(target)
        return target
    }

    /// The last bytes of the file.
    func tail(_ count: Int) throws(ArchiveError) -> [UInt8] {
        let here = (position, bytesRead)
        defer { (position, bytesRead) = here }
        position = max(0, size - count)
        return unsafe try Array(fill(compressed).prefix(count))
    }

    private func fill(_ buffer: PinnedBuffer) throws(ArchiveError) -> UnsafeRawBufferPointer {
        let count = unsafe try file.read(into: buffer.bytes, at: position)
        position += count
        bytesRead += count
        return unsafe buffer.prefix(count)
    }
}

/// Memory at an address that stays, freed with its owner.
@safe private final class PinnedBuffer {
    let bytes: UnsafeMutableRawBufferPointer

    init(size: Int) { unsafe bytes = .allocate(byteCount: size, alignment: 16) }

    deinit { unsafe bytes.deallocate() }

    func prefix(_ count: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
    }
}

extension ArchiveError {
    fileprivate static func unusable(
        _ archive: String, _ found: RegularFileProblem
    ) -> ArchiveError {
        ArchiveError(
            archive, problem: "\(found)",
            remedy: found == .notRegular ? "name an archive" : "check the path and its permissions")
    }

    fileprivate static func empty(_ archive: String) -> ArchiveError {
        ArchiveError(archive, problem: "is empty", remedy: copyAgain)
    }
}
