import Foundation
import Glibc
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 600_000, seed: 7)

/// A file system of half a megabyte in memory.
private final class SmallDisk {
    let path: String

    /// Whether this process may mount one.
    static let isPossible: Bool = (try? SmallDisk(TemporaryProject())) != nil

    struct Refused: Error {}

    private let project: TemporaryProject

    init(_ project: TemporaryProject) throws {
        self.project = project
        path = project.path("disk")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=512k") == 0 else { throw Refused() }
    }

    deinit { _ = unsafe umount2(path, Int32(MNT_DETACH)) }
}

@Suite struct DiskTests {
    private var folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    @Test("too little free space is noticed before anything is asked of a server")
    func freeSpace() throws {
        let server = try MisbehavingServer(file, [.good])
        var settings = folder.settings
        settings.freeSpaceReserve = .max / 2
        let download = Download(
            name: "file.bin", locations: [try Location(server.url())], size: file.bytes.count,
            sha256: file.sha256)
        let error = #expect(throws: FetchError.self) { try Fetcher(settings).fetch(download) }
        #expect(error?.kind == .disk)
        let text = try #require(error?.description)
        #expect(
            text.hasPrefix(
                "file.bin: needs 600.0 kB more and 4611686.0 TB to spare, but "))
        #expect(
            text.hasSuffix(
                " are free in '\(settings.folder)'; free some space and fetch again"))
        #expect(server.requests.isEmpty)
    }

    @Test("too little free space is noticed with the first bytes of a file of unknown size")
    func freeSpaceForUnknownSize() throws {
        let server = try MisbehavingServer { connection, _, _ in
            connection.head("200 OK", ["Transfer-Encoding: chunked"])
            connection.send("7\r\na,b\n1,2\r\n0\r\n\r\n")
        }
        var settings = folder.settings
        settings.freeSpaceReserve = .max / 2
        let error = #expect(throws: FetchError.self) {
            try Fetcher(settings).fetch(
                Download(name: "file.csv", locations: [Location(server.url())]))
        }
        #expect(error?.kind == .disk)
        let text = try #require(error?.description)
        #expect(text.hasPrefix("file.csv: needs 7 B more and 4611686.0 TB to spare, but "))
        #expect(folder.partialNames.isEmpty)
    }

    @Test("the free space for a file of unknown size is looked at every few megabytes")
    func freeSpaceMeanwhile() throws {
        let watch = FetchWatch(progress: { _ in }, isCancelled: { false })
        let downloads = DownloadsFolder(path: folder.settings.folder)
        try downloads.create()
        let partial = try PartialFile(downloads, key: "x", keepsUnverifiable: false, watch)
        let download = Download(name: "x", locations: [])
        var looks: [Int] = []
        let receiver = ResponseReceiver(
            judge: ResponseJudge(
                download: download,
                request: TransferRequest(download, at: Location(path: "x"), after: partial),
                maximumSize: .max),
            location: Location(path: "x"), partial: partial
        ) { needed throws(TransferFailure) in
            looks.append(needed)
            if looks.count == 3 { throw .disk("is full") }
        }
        for line in ["HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "\r\n"] {
            let isTaken = unsafe Array(line.utf8).withUnsafeBytes { bytes in
                unsafe receiver.takeHeaderLine(bytes)
            }
            #expect(isTaken)
        }
        let piece = [UInt8](repeating: 7, count: 1 << 20)
        var taken = 0
        while unsafe piece.withUnsafeBytes({ unsafe receiver.takeBody($0) }) { taken += 1 }
        // Before the first, the fifth and the ninth piece.
        #expect(taken == 8)
        #expect(looks == [1 << 20, 1 << 20, 1 << 20])
        #expect(partial.count == 8 << 20)
        #expect(receiver.failure == .disk("is full"))
    }

    @Test("a folder that cannot be made is named with the reason")
    func noFolder() throws {
        try folder.project.write("", to: "downloads")
        #expect(
            folder.failure(Download(name: "x", locations: []))
                == "x: cannot create the folder '\(folder.settings.folder)/partial': "
                + "Not a directory")
    }

    @Test("what is no file under a digest's name is not touched")
    func folderInPlace() throws {
        try folder.project.write("", to: "downloads/\(file.sha256)/important")
        #expect(
            folder.failure(Download(name: "x", locations: [], sha256: file.sha256))
                == "x: '\(folder.settings.folder)/\(file.sha256)' is not a regular file; "
                + "move it out of the downloads folder")
    }

    @Test(
        "a disk that is smaller than the announced file",
        .enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
    func announced() throws {
        let disk = try SmallDisk(folder.project)
        let server = try MisbehavingServer(file, [.good])
        var settings = folder.settings
        settings.folder = disk.path + "/downloads"
        let error = #expect(throws: FetchError.self) {
            try Fetcher(settings).fetch(
                Download(
                    name: "file.bin", locations: [Location(server.url())], sha256: file.sha256))
        }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("file.bin: needs 600.0 kB more and 0 B to spare, but "))
        #expect(server.requests.count == 1)
    }

    @Test(
        "a disk that gets full meanwhile keeps the bytes that the next fetch can use",
        .enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
    func full() throws {
        let disk = try SmallDisk(folder.project)
        let server = try MisbehavingServer { connection, _, _ in
            connection.head("200 OK", ["Transfer-Encoding: chunked"])
            connection.send("\(String(file.bytes.count, radix: 16))\r\n")
            connection.send(file.bytes)
            connection.send("\r\n0\r\n\r\n")
        }
        for sha256 in [file.sha256, nil] {
            var settings = folder.settings
            settings.folder = disk.path + "/downloads"
            let download = Download(
                name: "file.bin", locations: [try Location(server.url())], sha256: sha256)
            let partial = "\(settings.folder)/partial/\(download.key)"
            let error = #expect(throws: FetchError.self) {
                try Fetcher(settings).fetch(download)
            }
            #expect(error?.kind == .disk)
            let text = try #require(error?.description)
            #expect(
                text.hasPrefix(
                    "file.bin: cannot write '\(partial)': No space left on device, after "))
            #expect(text.hasSuffix(" kB; free some space and fetch again"))
            let left = FileManager.default.contents(atPath: partial).map(Array.init)
            if sha256 != nil {
                let kept = try #require(left)
                #expect(kept.count > 100_000)
                #expect(file.bytes.starts(with: kept))
                try FileManager.default.removeItem(atPath: partial)
            } else {
                #expect(left == nil)
            }
        }
    }
}
