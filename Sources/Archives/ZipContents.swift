/// Looks into zip files without writing anything, with the same distrust as extraction.
package enum ZipContents {
    /// The paths of all regular files, in the archive's order.
    ///
    /// - Throws: also when a path occurs twice.
    package static func files(
        of path: String, maximumEntries: Int
    ) throws(ArchiveError) -> [String] {
        let reader = try ArchiveReader(
            path: path, archive: path, maximumEntries: maximumEntries, maximumBytes: .max,
            isCancelled: { false })
        var seen: Set<EntryPath> = []
        var files: [String] = []
        while let entry = try reader.next() {
            guard reader.isZip else { throw .notAZip(path) }
            if let place = try reader.place(of: entry, ignoringUnreadable: true),
                entry.kind == .file
            {
                guard seen.insert(place).inserted else { throw .twice(path, place) }
                files.append(place.text)
            }
            try reader.skipData(of: entry)
        }
        return files
    }

    /// The bytes of one regular file.
    ///
    /// - Parameters:
    ///   - file: its path, as `files` has it.
    ///   - maximumBytes: the most it may have.
    package static func bytes(
        of file: String, in path: String, maximumEntries: Int, maximumBytes: Int
    ) throws(ArchiveError) -> [UInt8] {
        let reader = try ArchiveReader(
            path: path, archive: path, maximumEntries: maximumEntries, maximumBytes: maximumBytes,
            isCancelled: { false })
        var near = NearNames()
        while let entry = try reader.next() {
            guard reader.isZip else { throw .notAZip(path) }
            if let place = try reader.place(of: entry, ignoringUnreadable: true) {
                if place.bytes.elementsEqual(file.utf8) {
                    return try reader.bytes(of: entry)
                }
                if entry.kind == .file { near.add(place.text) }
            }
            try reader.skipData(of: entry)
        }
        throw .matchesNothing(path, file, near: near.nearest(to: file))
    }
}

extension ArchiveError {
    fileprivate static func notAZip(_ archive: String) -> ArchiveError {
        ArchiveError(archive, problem: "is not a zip file", remedy: "name one")
    }

    fileprivate static func twice(_ archive: String, _ place: EntryPath) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(place.bytes), problem: "is there twice",
            remedy: "pack it again")
    }
}
