/// Hashing of files that are in the downloads folder already.
enum FileHashing {
    private static let blockSize = 1 << 20

    /// Hashes an open file from where it stands to its end.
    static func hash(
        _ file: DiskFile, _ watch: FetchWatch
    ) throws(TransferFailure) -> (hash: ContentHash, size: Int) {
        var hash = ContentHash()
        var buffer = [UInt8](repeating: 0, count: blockSize)
        var size = 0
        while true {
            try watch.check()
            let count = try TransferFailure.onDisk { () throws(DiskFault) in
                try file.read(into: &buffer)
            }
            if count == 0 { return (hash, size) }
            size += count
            hash.update(count == buffer.count ? buffer : Array(buffer[..<count]))
        }
    }
}
