internal import Glibc

/// Changes to folders and the names in them.
enum FileTree {
    /// Creates the folder and its parents; one that exists is fine.
    static func createFolder(_ path: String) throws(FileError) {
        if unsafe mkdir(path, 0o755) == 0 { return }
        let code = errno
        if code == ENOENT, let parent = parent(of: path) {
            try createFolder(parent)
            if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return }
            throw FileError("create the folder", path, code: errno)
        }
        if code == EEXIST, try FileStatus.following(path)?.kind == .folder { return }
        throw FileError("create the folder", path, code: code)
    }

    static func createParent(of path: String) throws(FileError) {
        if let parent = parent(of: path) { try createFolder(parent) }
    }

    /// Names in the folder, sorted by their bytes.
    static func names(in path: String) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(path) else {
            throw FileError("list the folder", path, code: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw FileError("list the folder", path, code: errno) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(
                    cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// As `names(in:)`, of a folder that need not exist.
    static func namesIfPresent(in path: String) throws(FileError) -> [String] {
        try FileStatus.following(path)?.kind == .folder ? names(in: path) : []
    }

    /// Bytes of a file, or of all files below a folder.
    static func bytes(of path: String) throws(FileError) -> Int64 {
        guard let status = try FileStatus.ofLink(at: path) else { return 0 }
        guard status.kind == .folder else { return status.identity.size }
        var sum: Int64 = 0
        for name in try names(in: path) { sum += try bytes(of: "\(path)/\(name)") }
        return sum
    }

    /// When a file, or one below a folder, was last changed; nanoseconds since 1970.
    static func newestChange(in path: String) throws(FileError) -> Int64 {
        guard let status = try FileStatus.ofLink(at: path) else { return 0 }
        var newest = status.identity.changedNanoseconds
        guard status.kind == .folder else { return newest }
        for name in try names(in: path) {
            newest = max(newest, try newestChange(in: "\(path)/\(name)"))
        }
        return newest
    }

    /// Removes a file or a whole folder; nothing there is fine. Links are not followed.
    ///
    /// - Parameter patience: seconds for which files that appear in the folder meanwhile are
    ///   removed as well.
    static func remove(_ path: String, patience: Double = 0) throws(FileError) {
        guard let status = try FileStatus.ofLink(at: path) else { return }
        guard status.kind == .folder else {
            if unsafe unlink(path) != 0, errno != ENOENT {
                throw FileError("remove", path, code: errno)
            }
            return
        }
        let deadline = Clock.monotonicSeconds() + patience
        while true {
            let timeLeft = max(0, deadline - Clock.monotonicSeconds())
            try TreeRemoval.removeContents(of: path, patience: timeLeft)
            if unsafe rmdir(path) == 0 || errno == ENOENT { return }
            guard errno == ENOTEMPTY, timeLeft > 0 else {
                throw FileError("remove", path, code: errno)
            }
        }
    }

    /// Removes the folder when it is empty.
    ///
    /// - Returns: whether it is gone.
    static func removeIfEmpty(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

    static func rename(_ source: String, to target: String) throws(FileError) {
        guard unsafe Glibc.rename(source, target) == 0 else {
            throw FileError("rename to '\(target)' the file", source, code: errno)
        }
    }

    static func setMode(_ path: String, _ mode: mode_t) throws(FileError) {
        guard unsafe chmod(path, mode) == 0 else {
            throw FileError("change the permissions of", path, code: errno)
        }
    }

    static func setModified(_ path: String, nanoseconds: Int64) throws(FileError) {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        guard unsafe utimensat(AT_FDCWD, path, [time, time], 0) == 0 else {
            throw FileError("set the time of", path, code: errno)
        }
    }

    /// Forces the names in the folder that holds `path` to the disk.
    static func synchroniseFolder(of path: String) throws(FileError) {
        guard let parent = parent(of: path) else { return }
        try OpenFile(parent, flags: O_RDONLY | O_DIRECTORY).synchronise()
    }

    static func parent(of path: String) -> String? {
        // Not by characters: a name may begin with a mark that combines with the slash before it.
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path.
    static func name(of path: String) -> String {
        path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path
    }

    /// What a symbolic link says; `nil` where there is none, or none that may be read.
    static func linkTarget(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// An absolute path as it is written, but without doubled slashes and single dots.
    static func plain(_ path: String) -> String {
        "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The path without symbolic links and dots; `nil` where nothing is there.
    static func resolved(_ path: String) -> String? {
        guard let buffer = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(buffer) }
        return unsafe String(cString: buffer)
    }
}
