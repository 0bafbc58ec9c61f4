internal import Glibc

/// The bytes of an unfinished download, with their running hash and their record.
///
/// The caller holds the download's lock.
final class PartialFile {
    /// What is known about the bytes; `nil` where nothing is.
    private(set) var record: PartialRecord?
    private(set) var count = 0
    /// How many of the bytes an earlier fetch left.
    private(set) var resumedFrom = 0

    private let folder: DownloadsFolder
    private let recordPath: String
    private let file: DiskFile
    private var hash = ContentHash()

    /// Opens what an earlier fetch left, or begins.
    ///
    /// - Parameter keepsUnverifiable: whether bytes without a usable record are of use, because
    ///   the expected digest will tell.
    init(
        _ folder: DownloadsFolder, key: String, keepsUnverifiable: Bool, _ watch: FetchWatch
    ) throws(TransferFailure) {
        self.folder = folder
        let path = "\(folder.partialPath)/\(key)"
        recordPath = Self.recordPath(folder, key: key)
        file = try TransferFailure.onDisk { () throws(DiskFault) in
            try Self.open(path)
        }
        record = PartialRecord.read(recordPath)
        guard keepsUnverifiable || record?.isResumable == true else {
            try discard()
            return
        }
        (hash, count) = try FileHashing.hash(file, watch)
        resumedFrom = count
    }

    /// Opens the file or makes it. A read-only one of our own is made writable: a fetch that ended
    /// while it was giving the file its name may have left it like that.
    private static func open(_ path: String) throws(DiskFault) -> DiskFile {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW
        do throws(DiskFault) {
            return try DiskFile(path, flags: flags)
        } catch {
            guard error.code == EACCES else { throw error }
            do throws(DiskFault) {
                try DiskFile(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK).setMode(0o644)
            } catch _ {
                throw error
            }
            return try DiskFile(path, flags: flags)
        }
    }

    static func recordPath(_ folder: DownloadsFolder, key: String) -> String {
        "\(folder.partialPath)/\(key).json"
    }

    var digest: String { hash.hex }

    /// Begins another version of the file; the record never describes bytes of the one before.
    func begin(_ record: PartialRecord) throws(TransferFailure) {
        try discard()
        try TransferFailure.onDisk { () throws(DiskFault) in try record.write(recordPath) }
        self.record = record
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(DiskFault) {
        do {
            try unsafe file.write(bytes)
        } catch {
            // A part of the bytes may have been written: back to what the hash has seen.
            try? file.truncate(to: count)
            throw error
        }
        unsafe hash.update(bytes)
        count += bytes.count
    }

    func append(_ bytes: ArraySlice<UInt8>) throws(DiskFault) {
        var failure: DiskFault?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(DiskFault) {
                try unsafe append(buffer)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Forgets all bytes and what is known about them.
    func discard() throws(TransferFailure) {
        try TransferFailure.onDisk { () throws(DiskFault) in
            try DiskFolder.remove(recordPath)
            try file.truncate(to: 0)
        }
        record = nil
        count = 0
        resumedFrom = 0
        hash = ContentHash()
    }

    /// Removes the file itself, after which this object is of no use.
    func remove() throws(TransferFailure) {
        try TransferFailure.onDisk { () throws(DiskFault) in
            try DiskFolder.remove(recordPath)
            try DiskFolder.remove(file.path)
        }
    }

    /// Takes over the content of an open file where the file system can share blocks.
    ///
    /// - Returns: whether it can.
    func clone(_ source: DiskFile, _ watch: FetchWatch) throws(TransferFailure) -> Bool {
        guard file.shareBlocks(of: source) else { return false }
        try TransferFailure.onDisk { () throws(DiskFault) in try file.seek(to: 0) }
        (hash, count) = try FileHashing.hash(file, watch)
        return true
    }

    /// The bytes from an offset on, as many as asked for or up to the end.
    func bytes(from offset: Int, count wanted: Int) throws(TransferFailure) -> [UInt8] {
        try TransferFailure.onDisk { () throws(DiskFault) in
            var buffer = [UInt8](repeating: 0, count: wanted)
            try file.seek(to: offset)
            let read = try file.read(into: &buffer)
            try file.seek(to: count)
            return Array(buffer[..<read])
        }
    }

    /// Keeps the file under its digest.
    ///
    /// - Parameter leavesTrace: whether the record stays and tells the digest to those who wait
    ///   for the same file without knowing it.
    /// - Returns: the file's final path.
    func keep(leavesTrace: Bool) throws(TransferFailure) -> String {
        let digest = digest
        try TransferFailure.onDisk { () throws(DiskFault) in
            try folder.keep(file, as: digest)
            if leavesTrace, var record {
                record.completedDigest = digest
                try record.write(recordPath)
            } else {
                try DiskFolder.remove(recordPath)
            }
        }
        return folder.filePath(sha256: digest)
    }
}

extension PartialRecord {
    /// Whether the server can tell if the bytes still belong to its file, and all of them are sure
    /// to be there.
    ///
    /// A date is not enough: a server that ignores `If-Range` may leave it out of its answer.
    var isResumable: Bool {
        validator?.isEntityTag == true && boot != nil && boot == Self.currentBoot()
            && completedDigest == nil
    }
}
