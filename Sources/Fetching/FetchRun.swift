/// The fetch of one file, from the look into the downloads folder to the last location.
struct FetchRun {
    let download: Download
    let settings: FetchSettings
    let folder: DownloadsFolder
    let watch: FetchWatch

    /// The verified file; `nil` when no location gave it, with a reason for each in `failures`.
    ///
    /// - Throws: only failures whose consequence is to stop.
    func file(_ failures: inout [LocationFailure]) throws(TransferFailure) -> FetchedFile? {
        try watch.check()
        // A look without lock or writing, so that a folder that is only readable serves as well.
        if let file = try kept(download.sha256) { return file }
        try folder.create()
        let lock = try DownloadLock("\(folder.partialPath)/\(download.key).lock", watch)
        defer { withExtendedLifetime(lock) {} }
        // Another fetch may have ended since the first look.
        let sha256 = download.sha256 ?? (lock.hadToWait ? digestFoundByOther() : nil)
        var isDamaged = false
        if let file = try kept(sha256, removingDamaged: &isDamaged) { return file }

        let partial = try PartialFile(
            folder, key: download.key, keepsUnverifiable: download.sha256 != nil, watch)
        do throws(TransferFailure) {
            var file = try finished(partial)
            if file == nil { file = try fromLocations(partial, &failures) }
            file?.replacedDamagedFile = isDamaged
            if file == nil { try removeIfUseless(partial) }
            return file
        } catch {
            try removeIfUseless(partial)
            throw error
        }
    }

    /// The file of that digest, if it is in the downloads folder undamaged.
    private func kept(_ sha256: String?) throws(TransferFailure) -> FetchedFile? {
        guard let sha256, case .intact(let size) = try folder.inspect(sha256: sha256, watch)
        else { return nil }
        return kept(sha256, size: size)
    }

    /// The same under the lock; a damaged file of that name is removed.
    ///
    /// Fetches that do not know the digest have another lock and may put the right file there at
    /// any time, so that only the very file that was found damaged goes.
    private func kept(
        _ sha256: String?, removingDamaged isDamaged: inout Bool
    ) throws(TransferFailure) -> FetchedFile? {
        guard let sha256 else { return nil }
        while true {
            switch try folder.inspect(sha256: sha256, watch) {
            case .absent: return nil
            case .intact(let size): return kept(sha256, size: size)
            case .damaged(let file):
                isDamaged = try folder.remove(sha256: sha256, ifStill: file)
                if isDamaged { return nil }
            }
        }
    }

    private func kept(_ sha256: String, size: Int) -> FetchedFile {
        FetchedFile(
            path: folder.filePath(sha256: sha256), sha256: sha256, size: size, location: nil,
            resumedFrom: 0)
    }

    /// What the fetch that held the lock before found for the same download.
    private func digestFoundByOther() -> String? {
        let record = PartialRecord.read(PartialFile.recordPath(folder, key: download.key))
        guard let digest = record?.completedDigest, ContentHash.isDigest(digest) else { return nil }
        return digest
    }

    /// The file, if an earlier fetch was interrupted after its last byte.
    private func finished(_ partial: PartialFile) throws(TransferFailure) -> FetchedFile? {
        guard let sha256 = download.sha256, partial.count > 0 else { return nil }
        if partial.digest == sha256 { return try keep(partial, from: nil) }
        if partial.count >= download.size ?? .max { try partial.discard() }
        return nil
    }

    private func fromLocations(
        _ partial: PartialFile, _ failures: inout [LocationFailure]
    ) throws(TransferFailure) -> FetchedFile? {
        for location in download.locations {
            try watch.check()
            do {
                return try file(at: location, partial)
            } catch {
                guard case .nextLocation(let isWrongContent) = error.consequence else {
                    throw error
                }
                failures.append(
                    LocationFailure(
                        location: location, reason: error.reason, isWrongContent: isWrongContent))
            }
        }
        return nil
    }

    private func file(
        at location: Location, _ partial: PartialFile
    ) throws(TransferFailure) -> FetchedFile {
        switch location.place {
        case .path(let path):
            let copy = try LocalCopy(
                download: download, path: path, location: location, settings: settings,
                folder: folder, watch: watch
            ).run()
            let file = try keep(copy, from: location)
            try partial.remove()
            return file
        case .web(let address):
            guard !settings.offline else { throw .notTried }
            if let size = download.size {
                try folder.checkFreeSpace(
                    for: max(0, size - partial.count), reserve: settings.freeSpaceReserve)
            }
            try RepeatedTransfer(
                download: download, location: location, address: address, settings: settings,
                folder: folder, partial: partial, watch: watch
            ).run()
            return try keep(partial, from: location)
        }
    }

    private func keep(
        _ partial: PartialFile, from location: Location?
    ) throws(TransferFailure) -> FetchedFile {
        let path = try partial.keep(leavesTrace: download.sha256 == nil)
        return FetchedFile(
            path: path, sha256: partial.digest, size: partial.count, location: location,
            resumedFrom: partial.resumedFrom)
    }

    /// Removes what the next fetch could not go on with.
    private func removeIfUseless(_ partial: PartialFile) throws(TransferFailure) {
        let isUseful = download.sha256 != nil || partial.record?.isResumable == true
        if partial.count == 0 || !isUseful { try partial.remove() }
    }
}

extension TransferFailure {
    fileprivate static let notTried = TransferFailure.permanent("not tried offline")
}
