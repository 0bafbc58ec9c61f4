import Foundation
import Glibc
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 1_200_000, seed: 5)

@Suite struct LocalFileTests {
    private let folder: FetchFolder

    init() throws {
        folder = try FetchFolder()
        try folder.project.write(file.bytes, to: "mirror/a b.bin")
    }

    private func download(_ location: String, size: Int? = nil) throws -> Download {
        Download(
            name: "a b.bin", locations: [try Location(location)], size: size, sha256: file.sha256)
    }

    @Test("paths and file: addresses are copied and verified, offline too")
    func copies() throws {
        var settings = folder.settings
        settings.offline = true
        let path = folder.project.path("mirror/a b.bin")
        for location in [path, "file://\(path.replacing(" ", with: "%20"))"] {
            let fetched = try Fetcher(settings).fetch(download(location))
            #expect(folder.bytes(of: fetched) == file.bytes)
            #expect(fetched.location == Location(path: path))
            #expect(folder.partialNames.isEmpty)
            try FileManager.default.removeItem(atPath: fetched.path)
        }
        #expect(FileManager.default.contents(atPath: path).map(Array.init) == file.bytes)
    }

    @Test("progress of a copy is told")
    func progress() throws {
        var settings = folder.settings
        settings.progressInterval = 0
        var reports: [Int] = []
        _ = try Fetcher(settings).fetch(
            download(folder.project.path("mirror/a b.bin")),
            progress: { reports.append($0.received) })
        // A file system that shares blocks has nothing to tell.
        #expect(reports.isEmpty || reports.last == file.bytes.count)
        #expect(reports == reports.sorted())
    }

    @Test("what is no such file says what it is")
    func notTheFile() throws {
        try folder.project.write("other", to: "mirror/other")
        try folder.project.write("<html><body>Log in</body></html>", to: "mirror/page")
        let pipe = folder.project.path("mirror/pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        try folder.project.link("mirror/dangling", to: "nothing")
        for (name, reason) in [
            ("mirror/nothing", "does not exist"),
            ("mirror/other/below", "does not exist"),
            ("mirror/dangling", "does not exist"),
            ("mirror", "is a folder, not a file"),
            ("mirror/pipe", "is not a regular file"),
            (
                "mirror/other",
                "has the sha256 \(SampleFile("other").sha256), not the expected \(file.sha256)"
            ),
            (
                "mirror/page",
                "is a web page instead of the file, perhaps a log-in or an error page"
            ),
        ] {
            let path = folder.project.path(name)
            #expect(
                folder.failure(try download(path)) == """
                    a b.bin: could not be fetched from its only location
                      \(path): \(reason)
                    """)
            #expect(folder.partialNames.isEmpty)
            #expect(folder.names.isEmpty)
        }
    }

    @Test("a web page that was saved under the file's name is not taken for it")
    func savedPage() throws {
        let page = "\u{feff}\r\n <!DOCTYPE html>\n<title>Log in</title>\n"
        for name in ["page.hdf5", "page.HTML"] {
            try folder.project.write(page, to: "mirror/\(name)")
        }
        let path = folder.project.path("mirror/page.hdf5")
        #expect(
            folder.failure(Download(name: "page.hdf5", locations: [Location(path: path)])) == """
                page.hdf5: could not be fetched from its only location
                  \(path): is a web page instead of the file, perhaps a log-in or an error page
                """)
        #expect(folder.names.isEmpty)
        #expect(folder.partialNames.isEmpty)
        let wanted = try folder.fetcher.fetch(
            Download(
                name: "page.HTML",
                locations: [Location(path: folder.project.path("mirror/page.HTML"))]))
        #expect(folder.bytes(of: wanted) == Array(page.utf8))
    }

    @Test("a wrong size is seen before anything is copied")
    func wrongSize() throws {
        let path = folder.project.path("mirror/a b.bin")
        #expect(
            folder.failure(try download(path, size: 7)) == """
                a b.bin: could not be fetched from its only location
                  \(path): has 1200000 bytes, not the expected 7
                """)
    }

    @Test("an unreadable file says so", .enabled(if: getuid() != 0, "root may read everything"))
    func unreadable() throws {
        let path = folder.project.path("mirror/a b.bin")
        #expect(unsafe chmod(path, 0) == 0)
        #expect(
            folder.failure(try download(path)) == """
                a b.bin: could not be fetched from its only location
                  \(path): cannot be read (Permission denied)
                """)
    }

    @Test("a mirror without the file leaves alone what a killed download left")
    func absentMirror() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = Download(
            name: "a b.bin",
            locations: [
                Location(path: folder.project.path("nothing")), try Location(server.url()),
            ],
            sha256: file.sha256)
        try folder.project.write(
            Array(file.bytes[..<1_000_000]), to: "downloads/partial/\(download.key)")
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 1_000_000)
    }
}

@Suite struct OfflineTests {
    private var folder: FetchFolder

    init() throws {
        folder = try FetchFolder()
        folder.settings.offline = true
    }

    @Test("offline, what is missing and how to get it is said, and no server is asked")
    func missing() throws {
        let server = try MisbehavingServer(file, [.good])
        let path = folder.project.path("mirror/x")
        let download = Download(
            name: "x", locations: [Location(path: path), try Location(server.url())],
            sha256: file.sha256)
        let error = #expect(throws: FetchError.self) { try folder.fetcher.fetch(download) }
        #expect(error?.kind == .offline)
        #expect(
            error?.description == """
                x: is not in '\(folder.settings.folder)', and nothing may be downloaded offline; \
                fetch it once online, or copy it to this machine and name its folder as a mirror
                  \(path): does not exist
                  \(server.url()): not tried offline
                """)
        #expect(server.requests.isEmpty)
    }

    @Test("a verified file needs no writing, so that a read-only folder serves")
    func verified() throws {
        try folder.project.write(file.bytes, to: "downloads/\(file.sha256)")
        let fetched = try folder.fetcher.fetch(
            Download(name: "x", locations: [], sha256: file.sha256.uppercased()))
        #expect(fetched.size == file.bytes.count)
        #expect(fetched.location == nil)
        #expect(
            !FileManager.default.fileExists(atPath: folder.project.path("downloads/partial")))
    }

    @Test("a whole download that was killed before its renaming counts, a cut one does not")
    func leftovers() throws {
        let download = Download(name: "x", locations: [], sha256: file.sha256)
        try folder.project.write(
            Array(file.bytes.dropLast()), to: "downloads/partial/\(download.key)")
        #expect(throws: FetchError.self) { try folder.fetcher.fetch(download) }
        try folder.project.write(file.bytes, to: "downloads/partial/\(download.key)")
        #expect(try folder.fetcher.fetch(download).size == file.bytes.count)
    }
}
