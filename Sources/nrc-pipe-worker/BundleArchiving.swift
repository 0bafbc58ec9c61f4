internal import Archives
internal import Foundation
internal import WorkerProtocol

/// Packs and unpacks archives for `nrc-pipe export` and `import`, which do not link libarchive, so
/// that they start fast.
enum BundleArchiving {
    /// More members than any project has; a bound for what nobody trusts.
    private static let maximumEntries = 10_000_000

    static func pack(listPath: String, into path: String, named archive: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: listPath))
        let list = try JSONDecoder().decode(PackingList.self, from: data)
        try ArchivePacker.pack(
            list.members.map { ($0.path, $0.source) }, into: path, named: archive)
    }

    /// Writes the bytes of one member into a file; none where the archive has no such member.
    static func take(_ member: String, of archive: String, into file: String, maximumBytes: Int)
        throws
    {
        let bytes = try ArchiveContents.bytes(
            of: member, in: archive, maximumEntries: maximumEntries, maximumBytes: maximumBytes)
        try bytes.map { Data($0) }?.write(to: URL(fileURLWithPath: file))
    }

    static func unpack(archive: String, folder: String, maximumBytes: Int) throws {
        _ = try ArchiveExtractor.extract(
            archive, into: folder,
            ArchiveSelection(maximumEntries: maximumEntries, maximumBytes: maximumBytes))
    }
}
