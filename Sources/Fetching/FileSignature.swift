/// A file format that can be told by a file's bytes: what can be asked of a file whose digest
/// nobody has published.
package enum FileSignature: Hashable, Sendable, CaseIterable {
    case hdf5, parquet, npy, zip, gzip, xz, zstd, jpeg, tar, text

    /// Bytes of which a text has none that is NUL.
    private static let lookedAtOfText = 1 << 16

    /// The format that a file's name promises; `nil` where its suffix stands for none of these.
    package static func forName(_ fileName: String) -> FileSignature? {
        let parts = fileName.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        return switch parts[parts.count - 1] {
        case "hdf5", "h5": .hdf5
        case "parquet": .parquet
        case "npy": .npy
        case "zip", "npz": .zip
        case "gz", "tgz": .gzip
        case "xz", "txz": .xz
        case "zst", "tzst": .zstd
        case "jpg", "jpeg": .jpeg
        case "tar": .tar
        case "csv", "tsv": .text
        default: nil
        }
    }

    /// What a file of the format is called in messages.
    var name: String {
        switch self {
        case .hdf5: "an HDF5 file"
        case .parquet: "a whole Parquet file"
        case .npy: "a NumPy array"
        case .zip: "a zip archive"
        case .gzip: "a gzip file"
        case .xz: "an xz file"
        case .zstd: "a Zstandard file"
        case .jpeg: "a JPEG image"
        case .tar: "a tar archive"
        case .text: "a text table"
        }
    }

    /// Whether a file of `size` bytes may be of the format.
    ///
    /// - Parameter read: gives the bytes from an offset on, as many as asked for or up to the end.
    func fits(
        size: Int,
        _ read: (_ offset: Int, _ count: Int) throws(TransferFailure) -> [UInt8]
    ) throws(TransferFailure) -> Bool {
        switch self {
        case .hdf5: return try Self.hasSuperblock(size: size, read)
        case .parquet:
            let mark = Array("PAR1".utf8)
            guard size >= 2 * mark.count else { return false }
            let ends = [try read(0, mark.count), try read(size - mark.count, mark.count)]
            return ends == [mark, mark]
        case .tar: return Self.isTarHeader(try read(0, 512))
        case .text: return Self.isText(try read(0, Self.lookedAtOfText))
        case .npy, .zip, .gzip, .xz, .zstd, .jpeg:
            let beginning = try read(0, 8)
            return marks.contains { beginning.starts(with: $0) }
        }
    }

    /// One of these stands at the file's beginning.
    private var marks: [[UInt8]] {
        switch self {
        case .npy: [[0x93] + Array("NUMPY".utf8)]
        // The second one is that of a zip without files.
        case .zip: [Array("PK\u{3}\u{4}".utf8), Array("PK\u{5}\u{6}".utf8)]
        case .gzip: [[0x1f, 0x8b, 0x08]]
        case .xz: [[0xfd] + Array("7zXZ\0".utf8)]
        // A frame (RFC 8878, section 3.1.1), or one to be skipped before it (section 3.1.2).
        case .zstd: [[0x28, 0xb5, 0x2f, 0xfd]] + (0x50...0x5f).map { [$0, 0x2a, 0x4d, 0x18] }
        case .jpeg: [[0xff, 0xd8, 0xff]]
        case .hdf5, .parquet, .tar, .text: []
        }
    }

    /// The superblock stands at 0, or after a user block of 512·2ⁿ bytes (HDF5 File Format
    /// Specification 3.0, section II.A).
    private static func hasSuperblock(
        size: Int,
        _ read: (_ offset: Int, _ count: Int) throws(TransferFailure) -> [UInt8]
    ) throws(TransferFailure) -> Bool {
        let mark = [0x89] + Array("HDF\r\n\u{1a}\n".utf8)
        var offset = 0
        while offset <= size - mark.count {
            if try read(offset, mark.count) == mark { return true }
            offset = max(512, 2 * offset)
        }
        return false
    }

    /// By the mark of POSIX, or else by the header's checksum, which tars older than that have too:
    /// the sum of all its bytes, those of the checksum itself counted as spaces.
    private static func isTarHeader(_ header: [UInt8]) -> Bool {
        guard header.count == 512 else { return false }
        if header[257..<262].elementsEqual("ustar".utf8) { return true }
        let field = 148..<156
        let text = String(decoding: header[field], as: UTF8.self)
        let digits = text.drop { $0 == " " }.prefix { $0.isASCII && $0.isHexDigit }
        let sum = header.indices.reduce(0) { $0 + (field.contains($1) ? 0x20 : Int(header[$1])) }
        return Int(digits, radix: 8) == sum
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        let beginning = LeadingText.of(bytes)
        return !beginning.isEmpty && !bytes.contains(0) && !LeadingText.isWebPage(bytes)
            && !beginning.hasPrefix("{") && !beginning.hasPrefix("<?xml")
    }
}
