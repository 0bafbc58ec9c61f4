/// Takes files out of archives into a folder, trusting nothing that the archive says.
///
/// Regular files alone are written, with mode 0644 in folders of mode 0755; folders appear where a
/// file needs them. Links, devices and the like are passed over where the selection doesn't want
/// them and refused where it does. A name that climbs out of the folder, is absolute or can't be a
/// path is refused wherever it stands: nobody makes such an archive by accident.
package enum ArchiveExtractor {
    /// Extracts what the selection takes.
    ///
    /// The whole archive is gone through, so that damage anywhere in what has to be read is found.
    /// - Parameters:
    ///   - path: the archive; its format is told by its bytes.
    ///   - name: what the archive is called, where its path does not tell: for messages, and because
    ///     a bare `.gz`, `.xz` or `.zst` holds one file, which is named so without that suffix.
    ///   - folder: exists and is empty; after an error it is empty again.
    ///   - progress: called with the part of the archive that has been read, 0…1, never less than
    ///     before.
    ///   - isCancelled: asked every few blocks.
    /// - Returns: the paths written, relative to the folder, sorted by their bytes.
    package static func extract(
        _ path: String, named name: String? = nil, into folder: String,
        _ selection: ArchiveSelection, progress: (Double) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws(ArchiveError) -> [String] {
        let archive = name ?? path
        let output = try OutputFolder(folder, archive: archive)
        do {
            let reader = try ArchiveReader(
                path: path, archive: archive, maximumEntries: selection.maximumEntries,
                maximumBytes: selection.maximumBytes, isCancelled: isCancelled)
            try extract(reader, into: output, selection, progress: progress)
        } catch {
            output.removeEverything()
            throw error
        }
        progress(1)
        return output.files.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func extract(
        _ reader: ArchiveReader, into output: OutputFolder, _ selection: ArchiveSelection,
        progress: (Double) -> Void
    ) throws(ArchiveError) {
        var wanted = SelectionProgress(selection)
        while let entry = try reader.next() {
            guard
                let place = try reader.place(
                    of: entry, ignoringUnreadable: !selection.take.isEmpty),
                wanted.takes(place, isFile: entry.kind != .folder)
            else {
                try reader.skipData(of: entry)
                continue
            }
            try reader.checkSafety(of: entry)
            guard entry.kind == .file else {
                if let place = place.dropping(selection.strip) { try output.noteFolder(place) }
                try reader.skipData(of: entry)
                continue
            }
            guard let place = place.dropping(selection.strip) else {
                throw .strippedAway(reader.archive, entry, selection.strip)
            }
            try output.makeFile(place) { file throws(ArchiveError) in
                unsafe try reader.readData(of: entry) { piece throws(ArchiveError) in
                    unsafe try file.write(piece)
                    progress(reader.progress)
                }
            }
        }
        try wanted.check(archive: reader.archive)
        guard !output.files.isEmpty else { throw .noFiles(reader.archive) }
    }
}

extension ArchiveReader {
    /// Where an entry says it belongs; `nil` for the archive's own root.
    ///
    /// - Parameter ignoringUnreadable: whether a name that is not UTF-8 is `nil` too (old zips of
    ///   honest people have some, but no pattern can mean them) or an error.
    /// - Throws: for a name that no honest archive has.
    func place(
        of entry: ArchiveEntry, ignoringUnreadable: Bool
    ) throws(ArchiveError) -> EntryPath? {
        do throws(EntryPath.Objection) {
            return try EntryPath.reading(entry.name)
        } catch {
            if error == .notUTF8, ignoringUnreadable { return nil }
            throw .badName(archive, entry, error)
        }
    }

    /// Refuses an entry that is to be taken but isn't simply a file or a folder.
    func checkSafety(of entry: ArchiveEntry) throws(ArchiveError) {
        if case .other(let kind) = entry.kind { throw .notAFile(archive, entry, kind) }
        if entry.isEncrypted { throw .encrypted(archive, entry) }
        if entry.isSparse { throw .sparseFile(archive, entry) }
        if let warning = entry.warning { throw .doubtful(archive, entry, warning) }
    }
}

extension ArchiveError {
    fileprivate static func badName(
        _ archive: String, _ entry: ArchiveEntry, _ objection: EntryPath.Objection
    ) -> ArchiveError {
        let problem =
            switch objection {
            case .empty: "has no name"
            case .absolute: "has an absolute path"
            case .climbs: "climbs out of the folder with '..'"
            case .backslash: "has a backslash in its name, a separator to some programs"
            case .control: "has a control character in its name"
            case .notUTF8: "has a name that is not UTF-8"
            case .long: "has a name longer than 255 bytes or a path longer than 4095"
            case .deep: "lies more than 64 folders deep"
            }
        return ArchiveError(
            archive, entry: PrintableName.of(entry.name), problem: problem, remedy: distrust)
    }

    fileprivate static func notAFile(
        _ archive: String, _ entry: ArchiveEntry, _ kind: String
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "is \(kind), not a regular file or folder",
            remedy: "take other entries, or \(distrust)")
    }

    fileprivate static func encrypted(_ archive: String, _ entry: ArchiveEntry) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name), problem: "is encrypted",
            remedy: "pack it without a password")
    }

    fileprivate static func sparseFile(_ archive: String, _ entry: ArchiveEntry) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "is stored with holes, as a sparse file", remedy: "pack it without --sparse")
    }

    fileprivate static func doubtful(
        _ archive: String, _ entry: ArchiveEntry, _ warning: String
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "contradicts itself (\(warning))", remedy: copyAgain)
    }

    fileprivate static func strippedAway(
        _ archive: String, _ entry: ArchiveEntry, _ strip: Int
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(entry.name),
            problem: "has nothing left of its path when \(strip) components are stripped",
            remedy: "strip fewer")
    }

    fileprivate static func noFiles(_ archive: String) -> ArchiveError {
        ArchiveError(archive, problem: "holds no files", remedy: copyAgain)
    }
}
