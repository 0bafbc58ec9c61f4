internal import Glibc
internal import SystemPackage

/// Copies a file of this machine into the downloads folder.
struct LocalCopy {
    let download: Download
    let path: String
    let location: Location
    let settings: FetchSettings
    let folder: DownloadsFolder
    let watch: FetchWatch

    /// The verified copy; what another source left is not touched.
    func run() throws(TransferFailure) -> PartialFile {
        let source = try open()
        let before = try status(source)
        let size = Int(before.st_size)
        if let expected = download.size, size != expected {
            throw .wrongSize(size, expected: expected)
        }
        let partial = try PartialFile(
            folder, key: download.key + ".copy", keepsUnverifiable: false, watch)
        do throws(TransferFailure) {
            try fill(partial, from: source, size: size)
            let after = try status(source)
            guard partial.count == size, Self.version(after) == Self.version(before) else {
                throw .changing
            }
            try Verification(download: download, answer: nil).check(partial)
            return partial
        } catch {
            try partial.remove()
            throw error
        }
    }

    private func open() throws(TransferFailure) -> DiskFile {
        var record = stat()
        // Looked at before it is opened: a pipe or a device may do something when opened.
        guard unsafe stat(path, &record) == 0 else {
            let code = errno
            guard code != ENOENT, code != ENOTDIR else { throw .permanent("does not exist") }
            throw .unreadable(DiskFault(operation: "inspect", path: path, code: code))
        }
        switch record.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .permanent("is a folder, not a file")
        default: throw .permanent("is not a regular file")
        }
        do {
            return try DiskFile(path, flags: O_RDONLY | O_NONBLOCK)
        } catch {
            throw .unreadable(error)
        }
    }

    private func fill(
        _ partial: PartialFile, from source: DiskFile, size: Int
    ) throws(TransferFailure) {
        if try partial.clone(source, watch) { return }
        try folder.checkFreeSpace(for: size, reserve: settings.freeSpaceReserve)
        var meter = SpeedMeter(window: settings.speedWindow)
        var nextReport = MonotonicClock.seconds() + settings.progressInterval
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            try watch.check()
            let count = try read(source, into: &buffer)
            if count == 0 { return }
            try TransferFailure.onDisk { () throws(DiskFault) in
                try partial.append(buffer[..<count])
            }
            let now = MonotonicClock.seconds()
            meter.note(bytes: partial.count, at: now)
            if now >= nextReport || partial.count == size {
                nextReport = now + settings.progressInterval
                watch.progress(
                    FetchProgress(
                        received: partial.count, total: size,
                        bytesPerSecond: meter.bytesPerSecond, location: location, attempt: 1))
            }
        }
    }

    private func read(
        _ source: DiskFile, into buffer: inout [UInt8]
    ) throws(TransferFailure) -> Int {
        do {
            return try source.read(into: &buffer)
        } catch {
            throw .unreadable(error)
        }
    }

    private func status(_ file: DiskFile) throws(TransferFailure) -> stat {
        do {
            return try file.status()
        } catch {
            throw .unreadable(error)
        }
    }

    /// What changes when somebody writes to a file.
    private static func version(_ record: stat) -> [Int] {
        [Int(record.st_size), record.st_mtim.tv_sec, record.st_mtim.tv_nsec]
    }
}

extension TransferFailure {
    fileprivate static let changing = TransferFailure.permanent("changed while it was being copied")

    fileprivate static func unreadable(_ fault: DiskFault) -> TransferFailure {
        .permanent("cannot be read (\(Errno(rawValue: fault.code)))")
    }
}
