internal import Glibc

/// What identifies the content of a file as long as nobody writes to it.
struct FileIdentity: Hashable, Sendable {
    var size: Int64
    /// Nanoseconds since 1970, as are all times of this module with that unit.
    var modifiedNanoseconds: Int64
    var changedNanoseconds: Int64
    var inode: UInt64
    var device: UInt64
}

/// The part of `stat` that the engine reads.
struct FileStatus: Hashable, Sendable {
    enum Kind: Sendable { case file, folder, symbolicLink, other }

    var kind: Kind
    var isExecutable: Bool
    var identity: FileIdentity

    /// The status of the file itself, a symbolic link included; `nil` where there is none.
    static func ofLink(at path: String) throws(FileError) -> FileStatus? {
        var record = stat()
        let result = unsafe lstat(path, &record)
        return try make(record, result: result, path: path)
    }

    /// The same for a path with its final zero, relative to an open folder; `nil` also where it
    /// can't be told.
    static func ofLink(at path: ContiguousArray<CChar>, below folder: OpenFile) -> FileStatus? {
        var record = stat()
        let result = unsafe path.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return Int32(-1) }
            return unsafe fstatat(folder.descriptor, start, &record, AT_SYMLINK_NOFOLLOW)
        }
        return result == 0 ? FileStatus(record) : nil
    }

    /// The status of what a symbolic link leads to; `nil` where there is nothing.
    static func following(_ path: String) throws(FileError) -> FileStatus? {
        var record = stat()
        let result = unsafe stat(path, &record)
        return try make(record, result: result, path: path)
    }

    /// The status of an open file.
    static func of(descriptor: Int32, path: String) throws(FileError) -> FileStatus {
        var record = stat()
        guard unsafe fstat(descriptor, &record) == 0 else {
            throw FileError("inspect", path, code: errno)
        }
        return FileStatus(record)
    }

    private static func make(
        _ record: stat, result: Int32, path: String
    ) throws(FileError) -> FileStatus? {
        if result == 0 { return FileStatus(record) }
        let code = errno
        guard code == ENOENT || code == ENOTDIR else {
            throw FileError("inspect", path, code: code)
        }
        return nil
    }

    private init(_ record: stat) {
        switch record.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        default: kind = .other
        }
        isExecutable = record.st_mode & S_IXUSR != 0
        identity = FileIdentity(
            size: Int64(record.st_size),
            modifiedNanoseconds: Self.nanoseconds(record.st_mtim),
            changedNanoseconds: Self.nanoseconds(record.st_ctim),
            inode: UInt64(record.st_ino), device: UInt64(record.st_dev))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
