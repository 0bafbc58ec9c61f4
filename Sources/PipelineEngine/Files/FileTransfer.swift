internal import Glibc

/// Ways to make the bytes of one file appear under a second name.
enum FileTransfer {
    /// `FICLONE` of `<linux/fs.h>`: `_IOW(0x94, 9, int)`.
    private static let cloneRequest: UInt = 0x4004_9409
    private static let blockSize = 1 << 20

    /// Makes a file of its own: later writes to one never show in the other.
    ///
    /// - Parameter target: must not exist yet.
    static func duplicate(
        _ source: String, to target: String, mode: mode_t
    ) throws(FileError) {
        let input = try OpenFile(source, flags: O_RDONLY)
        let output = try OpenFile(target, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        if ioctl(output.descriptor, cloneRequest, input.descriptor) != 0 {
            try copyBytes(from: input, to: output)
        }
        try FileTree.setMode(target, mode)
    }

    /// A file of its own where the file system shares blocks (reflink); nothing otherwise.
    static func reflink(_ source: String, to target: String, mode: mode_t) throws(FileError) -> Bool
    {
        let input = try OpenFile(source, flags: O_RDONLY)
        let output = try OpenFile(target, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        guard ioctl(output.descriptor, cloneRequest, input.descriptor) == 0 else {
            try FileTree.remove(target)
            return false
        }
        try FileTree.setMode(target, mode)
        return true
    }

    /// A second name for the same file.
    ///
    /// - Returns: whether the file system allows it here.
    static func hardLink(_ source: String, to target: String) -> Bool {
        unsafe link(source, target) == 0
    }

    private static func copyBytes(from input: OpenFile, to output: OpenFile) throws(FileError) {
        let status = try FileStatus.of(descriptor: input.descriptor, path: input.path)
        var buffer = FileContent.buffer(for: status, atMost: blockSize)
        while true {
            let count = try input.read(into: &buffer)
            if count == 0 { return }
            try output.write(count == buffer.count ? buffer : Array(buffer[..<count]))
        }
    }
}
