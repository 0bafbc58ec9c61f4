internal import Glibc

/// An empty folder that is filled through its descriptor: no link is followed, nothing that exists
/// is opened, and what was made can be taken back.
final class OutputFolder {
    private enum Kind { case file, folder }

    private static let fileMode: mode_t = 0o644
    private static let folderMode: mode_t = 0o755

    private let archive: String
    private let descriptor: Int32
    /// What paths are or will be, those of folders that no file has needed yet included.
    private var kinds: [EntryPath: Kind] = [:]
    private var madeFolders: [EntryPath] = []
    private(set) var files: [EntryPath] = []

    /// - Parameter archive: for messages.
    init(_ path: String, archive: String) throws(ArchiveError) {
        self.archive = archive
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .folder(archive, path, errno) }
        guard try isEmpty(path) else { throw .notEmpty(archive, path) }
    }

    deinit { close(descriptor) }

    /// Notes that the archive has a folder of that path; it is made when a file needs it.
    func noteFolder(_ path: EntryPath) throws(ArchiveError) {
        try note(path.parents + [path])
    }

    private func note(_ folders: [EntryPath]) throws(ArchiveError) {
        for folder in folders {
            guard kinds.updateValue(.folder, forKey: folder) != .file else {
                throw .collision(archive, folder)
            }
        }
    }

    /// Creates a file of that path with what `body` writes into it.
    func makeFile(
        _ path: EntryPath, _ body: (borrowing OutputFile) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        try note(path.parents)
        guard kinds.updateValue(.file, forKey: path) == nil else {
            throw .collision(archive, path)
        }
        let parent = try openParent(of: path, isMaking: true)
        defer { close(parent) }
        let file = unsafe openat(
            parent, path.components.last ?? "",
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, Self.fileMode)
        guard file >= 0 else {
            throw errno == EEXIST
                ? .collision(archive, path) : .system(archive, path, "be created", errno)
        }
        files.append(path)
        let output = OutputFile(descriptor: file, archive: archive, path: path)
        // The creation mode went through the process's mask.
        guard fchmod(file, Self.fileMode) == 0 else {
            throw .system(archive, path, "be given its permissions", errno)
        }
        try body(output)
        try output.finish()
    }

    /// Removes all that was made; what resists is left.
    func removeEverything() {
        for path in files { remove(path, flags: 0) }
        for path in madeFolders.reversed() { remove(path, flags: AT_REMOVEDIR) }
    }

    private func remove(_ path: EntryPath, flags: Int32) {
        guard let parent = try? openParent(of: path, isMaking: false) else { return }
        defer { close(parent) }
        _ = unsafe unlinkat(parent, path.components.last ?? "", flags)
    }

    /// A descriptor of the folder that holds `path`, which the caller closes.
    private func openParent(of path: EntryPath, isMaking: Bool) throws(ArchiveError) -> Int32 {
        var current = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard current >= 0 else { throw .system(archive, path, "be reached", errno) }
        for folder in path.parents {
            let name = folder.components.last ?? ""
            if isMaking, unsafe mkdirat(current, name, Self.folderMode) == 0 {
                madeFolders.append(folder)
            }
            let next = unsafe openat(
                current, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            close(current)
            guard next >= 0 else { throw .system(archive, folder, "be made", code) }
            current = next
            if madeFolders.last == folder, isMaking, fchmod(current, Self.folderMode) != 0 {
                let code = errno
                close(current)
                throw .system(archive, folder, "be given its permissions", code)
            }
        }
        return current
    }

    private func isEmpty(_ path: String) throws(ArchiveError) -> Bool {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard let stream = unsafe fdopendir(copy) else {
            let code = errno
            close(copy)
            throw .folder(archive, path, code)
        }
        defer { unsafe closedir(stream) }
        // Two names, `.` and `..`, are those of any folder.
        for _ in 0..<2 { _ = unsafe readdir(stream) }
        return unsafe readdir(stream) == nil
    }
}

/// A file being written; closed with its owner.
struct OutputFile: ~Copyable {
    fileprivate let descriptor: Int32
    fileprivate let archive: String
    fileprivate let path: EntryPath

    deinit { close(descriptor) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(archive, path, "be written", errno) }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Errors that some file systems (NFS) report only at the end.
    fileprivate func finish() throws(ArchiveError) {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, close(copy) == 0 else {
            throw .system(archive, path, "be written", errno)
        }
    }
}

extension ArchiveError {
    fileprivate static func folder(
        _ archive: String, _ folder: String, _ code: Int32
    ) -> ArchiveError {
        ArchiveError(
            archive,
            problem: "cannot be extracted into '\(folder)' "
                + "(\(unsafe String(cString: strerror(code))))",
            remedy: "name an existing folder that you may write to")
    }

    fileprivate static func notEmpty(_ archive: String, _ folder: String) -> ArchiveError {
        ArchiveError(
            archive, problem: "cannot be extracted into '\(folder)', which is not empty",
            remedy: "name an empty folder")
    }

    fileprivate static func collision(_ archive: String, _ path: EntryPath) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(path.bytes),
            problem: "collides with another entry of that path",
            remedy: "take one of them, or strip fewer folders")
    }

    fileprivate static func system(
        _ archive: String, _ path: EntryPath, _ operation: String, _ code: Int32
    ) -> ArchiveError {
        ArchiveError(
            archive, entry: PrintableName.of(path.bytes),
            problem: "cannot \(operation) (\(unsafe String(cString: strerror(code))))",
            remedy: "check the folder, its permissions and the free space")
    }
}
