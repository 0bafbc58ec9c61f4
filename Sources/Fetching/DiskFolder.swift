internal import Glibc

/// Changes to folders and the names in them.
enum DiskFolder {
    /// Creates the folder and its parents; one that exists is fine.
    static func create(_ path: String) throws(DiskFault) {
        if unsafe mkdir(path, 0o755) == 0 { return }
        var code = errno
        if code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try create(String(path[..<slash]))
            if unsafe mkdir(path, 0o755) == 0 { return }
            code = errno
        }
        var record = stat()
        if code == EEXIST, unsafe stat(path, &record) == 0, record.st_mode & S_IFMT == S_IFDIR {
            return
        }
        throw DiskFault(operation: "create the folder", path: path, code: code)
    }

    /// The status of a file itself, a symbolic link included; `nil` where there is none.
    static func status(of path: String) throws(DiskFault) -> stat? {
        var record = stat()
        if unsafe lstat(path, &record) == 0 { return record }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw DiskFault(operation: "inspect", path: path, code: errno)
        }
        return nil
    }

    /// Removes a file; none there is fine.
    static func remove(_ path: String) throws(DiskFault) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw DiskFault(operation: "remove", path: path, code: errno)
        }
    }

    static func rename(_ source: String, to target: String) throws(DiskFault) {
        guard unsafe Glibc.rename(source, target) == 0 else {
            throw DiskFault(operation: "rename to '\(target)' the file", path: source, code: errno)
        }
    }

    /// Makes the names in a folder durable.
    static func synchronise(_ path: String) throws(DiskFault) {
        try DiskFile(path, flags: O_RDONLY | O_DIRECTORY).synchronise()
    }

    /// Writes beside `path` and renames: readers see the old content or all of the new.
    static func replace(_ path: String, with content: [UInt8]) throws(DiskFault) {
        let temporary = path + ".new"
        let file = try DiskFile(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(content)
        try file.synchronise()
        try rename(temporary, to: path)
    }

    /// Bytes that this process may still write to the file system of `path`.
    static func freeBytes(at path: String) throws(DiskFault) -> Int {
        var record = statvfs()
        guard unsafe statvfs(path, &record) == 0 else {
            throw DiskFault(operation: "find the free space of", path: path, code: errno)
        }
        let blocks = Int(clamping: UInt64(record.f_bavail))
        let (bytes, overflow) = blocks.multipliedReportingOverflow(by: Int(record.f_frsize))
        return overflow ? .max : bytes
    }
}
