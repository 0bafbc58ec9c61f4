import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 200_000, seed: 6)

@Suite struct SharedFolderTests {
    private let folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    /// Fetches the same file on some threads at once.
    private func fetch(_ download: Download, threads: Int) -> [FetchedFile?] {
        let results = Mutex<[FetchedFile?]>([])
        let fetcher = folder.fetcher
        let group = DispatchGroup()
        for _ in 0..<threads {
            group.enter()
            Thread.detachNewThread {
                let fetched = try? fetcher.fetch(download)
                results.withLock { $0.append(fetched) }
                group.leave()
            }
        }
        group.wait()
        return results.withLock { $0 }
    }

    @Test(
        "of several fetches of the same file one asks the server, the others wait and find it",
        arguments: [file.sha256, nil])
    func together(sha256: String?) throws {
        let server = try MisbehavingServer { connection, request, _ in
            // Long enough for all to have begun.
            Thread.sleep(forTimeInterval: 0.25)
            Answer.good.send(file, to: connection, request)
        }
        let download = Download(
            name: "file.bin", locations: [try Location(server.url())], sha256: sha256)
        let fetched = fetch(download, threads: 4)
        #expect(fetched.count == 4)
        #expect(fetched.allSatisfy { $0?.sha256 == file.sha256 })
        #expect(fetched.filter { $0?.location != nil }.count == 1)
        #expect(server.requests.count == 1)
        #expect(folder.names == [file.sha256])
    }

    @Test("a file of unknown digest is fetched again when nobody is waiting")
    func unknownAgain() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = Download(name: "file.bin", locations: [try Location(server.url())])
        for _ in 0..<2 { #expect(try folder.fetcher.fetch(download).location != nil) }
        #expect(server.requests.count == 2)
    }

    @Test("a damaged file that another fetch replaces at that moment is not removed")
    func replacedMeanwhile() throws {
        let other = try FetchFolder()
        try other.project.write(file.bytes, to: "good")
        try folder.project.write([1, 2, 3], to: "downloads/\(file.sha256)")
        let path = folder.project.path("downloads/\(file.sha256)")
        let lock = folder.project.path("downloads/partial/\(file.sha256).lock")
        var isReplaced = false
        let fetched = try folder.fetcher.fetch(
            Download(name: "x", locations: [], sha256: file.sha256),
            isCancelled: {
                // Asked while the damaged file is being hashed under the lock.
                if !isReplaced, FileManager.default.fileExists(atPath: lock) {
                    isReplaced = unsafe rename(other.project.path("good"), path) == 0
                }
                return false
            })
        #expect(isReplaced)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(!fetched.replacedDamagedFile)
    }

    @Test("a damaged file is removed, even when nothing takes its place")
    func damaged() throws {
        try folder.project.write([1, 2, 3], to: "downloads/\(file.sha256)")
        #expect(throws: FetchError.self) {
            try folder.fetcher.fetch(Download(name: "x", locations: [], sha256: file.sha256))
        }
        #expect(folder.names.isEmpty)
    }

    @Test("waiting for another fetch can be cancelled")
    func cancelledWait() throws {
        let download = Download(name: "x", locations: [], sha256: file.sha256)
        let watch = FetchWatch(progress: { _ in }, isCancelled: { false })
        let downloads = DownloadsFolder(path: folder.settings.folder)
        try downloads.create()
        let lock = try DownloadLock("\(downloads.partialPath)/\(download.key).lock", watch)
        var asked = 0
        let error = #expect(throws: FetchError.self) {
            try folder.fetcher.fetch(
                download,
                isCancelled: {
                    asked += 1
                    return asked > 5
                })
        }
        #expect(error?.kind == .cancelled)
        #expect(!lock.hadToWait)
    }
}
