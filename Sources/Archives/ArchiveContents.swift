/// Looks into archives without writing anything, with the same distrust as extraction.
package enum ArchiveContents {
    /// The bytes of one regular file; nothing behind it is read.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - maximumBytes: the most that it and all that has to be decompressed before it may have.
    /// - Returns: `nil` where the archive has no such file.
    package static func bytes(
        of file: String, in path: String, maximumEntries: Int, maximumBytes: Int
    ) throws(ArchiveError) -> [UInt8]? {
        let reader = try ArchiveReader(
            path: path, archive: path, maximumEntries: maximumEntries, maximumBytes: maximumBytes,
            isCancelled: { false })
        while let entry = try reader.next() {
            if let place = try reader.place(of: entry, ignoringUnreadable: true),
                place.bytes.elementsEqual(file.utf8)
            {
                return try reader.bytes(of: entry)
            }
            try reader.skipData(of: entry)
        }
        return nil
    }
}

extension ArchiveReader {
    /// The data of the entry that `next` gave, which has to be a regular file.
    func bytes(of entry: ArchiveEntry) throws(ArchiveError) -> [UInt8] {
        try checkSafety(of: entry)
        var bytes: [UInt8] = []
        unsafe try readData(of: entry) { piece throws(ArchiveError) in
            unsafe bytes.append(contentsOf: piece)
        }
        return bytes
    }
}
