internal import Glibc

/// Removes folders whatever is in them.
///
/// Works on directory descriptors and on the raw bytes of names: a name need not be UTF-8, and a
/// tree may be deeper than the longest path. Folders found inside are moved up to the top one by
/// one instead of being walked into, so that two descriptors do for any depth. Links are removed,
/// never followed.
struct TreeRemoval {
    /// A name as the file system has it, with its final zero.
    private typealias RawName = [CChar]

    /// Between two looks at a folder that somebody is still writing to.
    private static let pauseMicroseconds: UInt32 = 10_000

    /// The top folder's path, for messages.
    private let path: String
    private let top: OpenFile
    /// How many folders were moved up.
    private var moved = 0
    private var firstProblem: FileError?

    /// Removes what is in the folder, as far as possible.
    ///
    /// - Parameter patience: seconds for which files that appear meanwhile are removed as well.
    /// - Throws: the first problem, when everything else is gone.
    static func removeContents(of path: String, patience: Double) throws(FileError) {
        let deadline = Clock.monotonicSeconds() + patience
        while true {
            var removal = try TreeRemoval(path)
            try removal.removeContents()
            guard let problem = removal.firstProblem else { return }
            guard Clock.monotonicSeconds() < deadline else { throw problem }
            usleep(pauseMicroseconds)
        }
    }

    private init(_ path: String) throws(FileError) {
        self.path = path
        // A command may have left a folder that its owner cannot enter.
        _ = unsafe fchmodat(AT_FDCWD, path, 0o700, AT_SYMLINK_NOFOLLOW)
        top = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    private mutating func removeContents() throws(FileError) {
        var pending = try names(in: top.descriptor)
        while let name = pending.popLast() {
            guard !remove(name, from: top.descriptor) else { continue }
            let code = errno
            guard code == EISDIR else {
                note(name, code)
                continue
            }
            do {
                pending += try empty(name)
                if unsafe unlinkat(top.descriptor, name, AT_REMOVEDIR) != 0, errno != ENOENT {
                    note(name, errno)
                }
            } catch {
                firstProblem = firstProblem ?? error
            }
        }
    }

    /// Removes the files of a folder in the top folder.
    ///
    /// - Returns: the new names, in the top folder, of the folders that were in it.
    private mutating func empty(_ name: RawName) throws(FileError) -> [RawName] {
        _ = unsafe fchmodat(top.descriptor, name, 0o700, AT_SYMLINK_NOFOLLOW)
        let folder = unsafe openat(
            top.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw FileError("remove", text(name), code: errno) }
        defer { close(folder) }
        var folders: [RawName] = []
        for inner in try names(in: folder) where !remove(inner, from: folder) {
            let code = errno
            guard code == EISDIR else {
                note(inner, code)
                continue
            }
            if let up = moveUp(inner, from: folder) { folders.append(up) }
        }
        return folders
    }

    /// - Returns: whether no such file is there any more; else `errno` says why.
    private func remove(_ name: RawName, from folder: Int32) -> Bool {
        unsafe unlinkat(folder, name, 0) == 0 || errno == ENOENT
    }

    /// Moves a folder to the top, under a name that is free there.
    private mutating func moveUp(_ name: RawName, from folder: Int32) -> RawName? {
        // Its entry for the parent changes: it has to be writable.
        _ = unsafe fchmodat(folder, name, 0o700, AT_SYMLINK_NOFOLLOW)
        while true {
            moved += 1
            let target = RawName("nrc-pipe-removes-\(moved)".utf8CString)
            if unsafe renameat(folder, name, top.descriptor, target) == 0 { return target }
            let code = errno
            guard code == EEXIST || code == ENOTEMPTY || code == ENOTDIR else {
                note(name, code)
                return nil
            }
        }
    }

    private func names(in folder: Int32) throws(FileError) -> [RawName] {
        // Of its own, since the stream closes it.
        let descriptor = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, let stream = unsafe fdopendir(descriptor) else {
            let code = errno
            if descriptor >= 0 { close(descriptor) }
            throw FileError("list the folder", path, code: code)
        }
        defer { unsafe closedir(stream) }
        var names: [RawName] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw FileError("list the folder", path, code: errno) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                let start = unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
                return unsafe RawName(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
            }
            let dot = CChar(bitPattern: UInt8(ascii: "."))
            if name != [dot, 0], name != [dot, dot, 0] { names.append(name) }
        }
    }

    private mutating func note(_ name: RawName, _ code: Int32) {
        firstProblem = firstProblem ?? FileError("remove", text(name), code: code)
    }

    private func text(_ name: RawName) -> String {
        let bytes = name.dropLast().map(UInt8.init(bitPattern:))
        return "\(path)/\(String(decoding: bytes, as: UTF8.self))"
    }
}
