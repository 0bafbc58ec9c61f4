internal import Glibc

/// The right to fetch one file, held by one fetch of one process at a time.
///
/// It is a lock of the kernel's, so that a killed holder leaves none.
final class DownloadLock {
    /// Whether another fetch had it first.
    let hadToWait: Bool
    private let file: DiskFile

    /// Waits until the lock is free.
    init(_ path: String, _ watch: FetchWatch) throws(TransferFailure) {
        var hadToWait = false
        while true {
            try watch.check()
            let taken = try TransferFailure.onDisk { () throws(DiskFault) in
                try Self.take(path)
            }
            if let taken {
                file = taken
                self.hadToWait = hadToWait
                return
            }
            hadToWait = true
            usleep(20_000)
        }
    }

    /// Removes the lock's file while it is still held, which tells those who wait to open it anew.
    deinit {
        _ = unsafe unlink(file.path)
        file.unlock()
    }

    /// - Returns: `nil` when the lock is held, or its file was removed meanwhile.
    private static func take(_ path: String) throws(DiskFault) -> DiskFile? {
        let file = try DiskFile(path, flags: O_RDWR | O_CREAT)
        guard try file.lock() else { return nil }
        let own = try file.status()
        guard let present = try DiskFolder.status(of: path),
            FileIdentity(present) == FileIdentity(own)
        else { return nil }
        return file
    }
}
