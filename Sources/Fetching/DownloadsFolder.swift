internal import Glibc

/// The folder of verified files, with the unfinished ones in `partial/` below it.
struct DownloadsFolder {
    let path: String

    /// What lies under a verified file's name.
    enum Inspection {
        case absent
        case intact(size: Int)
        /// Not what the name says.
        case damaged(FileIdentity)
    }

    func filePath(sha256: String) -> String { "\(path)/\(sha256)" }

    var partialPath: String { "\(path)/partial" }

    func create() throws(TransferFailure) {
        try TransferFailure.onDisk { () throws(DiskFault) in
            try DiskFolder.create(partialPath)
        }
    }

    /// Hashes the file that is named after a digest.
    func inspect(
        sha256: String, _ watch: FetchWatch
    ) throws(TransferFailure) -> Inspection {
        let file = filePath(sha256: sha256)
        let opened: DiskFile
        do {
            // Without waiting for a writer, should it be a pipe.
            opened = try DiskFile(file, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            switch error.code {
            case ENOENT, ENOTDIR: return .absent
            case ELOOP: throw .notAFile(file)
            default: throw .disk(error.description)
            }
        }
        let status = try TransferFailure.onDisk { () throws(DiskFault) in try opened.status() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(file) }
        let found = try FileHashing.hash(opened, watch)
        return found.hash.hex == sha256
            ? .intact(size: found.size) : .damaged(FileIdentity(status))
    }

    /// Removes a damaged file, unless another one has got its name since it was inspected.
    ///
    /// - Returns: whether it was still there.
    func remove(sha256: String, ifStill damaged: FileIdentity) throws(TransferFailure) -> Bool {
        let file = filePath(sha256: sha256)
        return try TransferFailure.onDisk { () throws(DiskFault) in
            guard let present = try DiskFolder.status(of: file), FileIdentity(present) == damaged
            else { return false }
            try DiskFolder.remove(file)
            return true
        }
    }

    /// Gives a whole and verified file its final name.
    ///
    /// The bytes are on the disk before the name is; a file of the same name gives way. It is made
    /// read-only last, so that whatever ends this halfway leaves a file that can be gone on with.
    func keep(_ file: DiskFile, as sha256: String) throws(DiskFault) {
        try file.synchronise()
        try DiskFolder.rename(file.path, to: filePath(sha256: sha256))
        try file.setMode(0o444)
        try DiskFolder.synchronise(path)
    }

    /// - Parameter needed: bytes that are still to be written.
    func checkFreeSpace(for needed: Int, reserve: Int) throws(TransferFailure) {
        let free = try TransferFailure.onDisk { () throws(DiskFault) in
            try DiskFolder.freeBytes(at: path)
        }
        let (sum, overflow) = needed.addingReportingOverflow(reserve)
        guard !overflow, sum <= free else {
            throw .noSpace(needed: needed, reserve: reserve, free: free, path)
        }
    }
}

extension TransferFailure {
    fileprivate static func notAFile(_ path: String) -> TransferFailure {
        .disk("'\(path)' is not a regular file; move it out of the downloads folder")
    }

    fileprivate static func noSpace(
        needed: Int, reserve: Int, free: Int, _ path: String
    ) -> TransferFailure {
        .disk(
            "needs \(ByteCount(needed)) more and \(ByteCount(reserve)) to spare, but "
                + "\(ByteCount(free)) are free in '\(path)'; free some space and fetch again")
    }
}
