internal import Glibc

extension PinFile {
    /// Adds pins to the project's file, as it is by then: other processes may do so meanwhile.
    ///
    /// Killed at any instant, the file has its old content or all of the new.
    ///
    /// - Returns: all pins.
    /// - Throws: `.conflicts` for a pin that differs from one that is there; nothing is added then.
    @discardableResult
    package static func add(
        _ new: [String: Pin], projectRoot: String
    ) throws(PinFileError) -> PinFile {
        let path = try absolutePath(projectRoot: projectRoot)
        return try PinLock.holding(besides: path) { () throws(PinFileError) in
            let old = try read(projectRoot: projectRoot)
            let updated = try old.adding(new)
            if updated != old { try updated.replace(path) }
            return updated
        }
    }

    /// Writes beside `path` and renames; only who holds the lock may.
    private func replace(_ path: String) throws(PinFileError) {
        let temporary = PinLock.hidden(path, suffix: ".part")
        let content: [UInt8]
        do {
            content = try json()
        } catch {
            fatalError("pins are text and numbers, which JSON can always say: \(error)")
        }
        do throws(PinFileError) {
            try Self.write(content, to: temporary)
            guard unsafe rename(temporary, path) == 0 else { throw .failed("replace", path) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try Self.synchroniseFolder(of: path)
    }

    private static func write(_ content: [UInt8], to path: String) throws(PinFileError) {
        // Left over by a process that was killed, it may be somebody else's; a new one is ours.
        _ = unsafe unlink(path)
        let descriptor = unsafe open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .failed("create", path) }
        defer { close(descriptor) }
        var written = 0
        while written < content.count {
            let count = unsafe content.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .failed("write", path) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw .failed("sync", path) }
    }

    /// Without this, a power failure could undo the renaming.
    private static func synchroniseFolder(of path: String) throws(PinFileError) {
        let folder = PinLock.folder(of: path)
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("open", folder) }
        defer { close(descriptor) }
        // Some network file systems can't sync folders, and say so.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .failed("sync", folder) }
    }
}

extension PinFileError {
    /// The system call that has just failed.
    fileprivate static func failed(_ operation: String, _ path: String) -> PinFileError {
        .unwritable(operation: operation, path: path, code: errno)
    }
}
