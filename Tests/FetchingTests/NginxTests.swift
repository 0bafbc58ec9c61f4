import Foundation
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 300_000, seed: 2)

@Suite(.enabled(if: Nginx.program != nil, "nginx is not installed (Debian: nginx-light)"))
struct NginxTests {
    private let folder: FetchFolder
    private let nginx: Nginx

    init() throws {
        folder = try FetchFolder()
        try folder.project.write(file.bytes, to: "www/file.bin")
        nginx = try Nginx(folder.project)
    }

    private func download(
        _ path: String, size: Int? = nil, sha256: String? = file.sha256
    ) throws -> Download {
        Download(
            name: "file.bin", locations: [try Location(nginx.url(path))], size: size,
            sha256: sha256)
    }

    @Test("a file is fetched, kept read-only, and not fetched again")
    func plain() throws {
        let download = try download("file.bin", size: file.bytes.count)
        let fetched = try folder.fetcher.fetch(download)
        #expect(
            fetched
                == FetchedFile(
                    path: folder.project.path("downloads/\(file.sha256)"), sha256: file.sha256,
                    size: file.bytes.count, location: download.locations[0], resumedFrom: 0))
        #expect(folder.bytes(of: fetched) == file.bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: fetched.path)[.posixPermissions]
        #expect(mode as? Int == 0o444)
        #expect(folder.partialNames.isEmpty)

        let again = try folder.fetcher.fetch(download)
        #expect(again.path == fetched.path)
        #expect(again.location == nil)
        #expect(nginx.log(lines: 1) == ["200 /file.bin - -"])
    }

    @Test("a file without a known digest is kept under the one that it has")
    func unknownDigest() throws {
        let fetched = try folder.fetcher.fetch(download("file.bin", sha256: nil))
        #expect(fetched.sha256 == file.sha256)
        #expect(folder.names == [file.sha256])
    }

    @Test("an empty file is a file")
    func empty() throws {
        let fetched = try folder.fetcher.fetch(
            download("empty", size: 0, sha256: SampleFile("").sha256))
        #expect(fetched.size == 0)
        #expect(folder.names == [SampleFile("").sha256])
    }

    @Test(
        "an interrupted download goes on with Range and If-Range",
        arguments: [file.sha256, nil])
    func resume(sha256: String?) throws {
        let download = try download("slow/file.bin", sha256: sha256)
        var received = 0
        let error = #expect(throws: FetchError.self) {
            try folder.fetcher.fetch(
                download, progress: { received = $0.received }, isCancelled: { received > 0 })
        }
        #expect(error?.kind == .cancelled)
        #expect(folder.partialNames == [download.key, download.key + ".json"])
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == received)
        let log = nginx.log(lines: 2)
        #expect(log.count == 2)
        #expect(log[1].hasPrefix("206 /slow/file.bin bytes=\(received)- "))
        // The log writes the quotes of the tag as \x22.
        #expect(log[1].hasSuffix("\\x22"))
    }

    @Test("a file that is replaced between two fetches is fetched as it is now")
    func replaced() throws {
        let download = try download("slow/file.bin", sha256: nil)
        var received = 0
        #expect(throws: FetchError.self) {
            try folder.fetcher.fetch(
                download, progress: { received = $0.received }, isCancelled: { received > 0 })
        }
        let other = SampleFile(size: 90_000, seed: 3)
        try folder.project.write(other.bytes, to: "www/file.bin")
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == other.bytes)
        #expect(fetched.resumedFrom == 0)
    }

    @Test("a server that allows no ranges sends all of it again")
    func noRanges() throws {
        let download = try download("no-range/file.bin")
        try folder.project.write(
            Array(file.bytes[..<1000]), to: "downloads/partial/\(download.key)")
        #expect(folder.bytes(of: try folder.fetcher.fetch(download)) == file.bytes)
        #expect(nginx.log(lines: 1) == ["200 /no-range/file.bin bytes=1000- -"])
    }

    @Test("redirections are followed")
    func redirection() throws {
        let fetched = try folder.fetcher.fetch(download("moved/file.bin"))
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(nginx.log(lines: 2) == ["302 /moved/file.bin - -", "200 /file.bin - -"])
    }

    @Test("a server that would pack the file sends it as it is")
    func packed() throws {
        let fetched = try folder.fetcher.fetch(download("packed/file.bin"))
        #expect(folder.bytes(of: fetched) == file.bytes)
    }

    @Test("each refusal has its reason")
    func refusals() throws {
        for (path, reason) in [
            ("nothing.bin", "does not have the file (404)"),
            ("forbidden/file.bin", "refuses access (403)"),
            ("busy/file.bin", "has a fault of its own (503); tried 3 times"),
            (
                "log-in/file.bin",
                "is a web page instead of the file, perhaps a log-in or an error page"
            ),
            ("trickle/file.bin", nil),
        ] {
            let text = try #require(
                folder.failure(
                    try download(path, size: file.bytes.count),
                    reason == nil ? folder.impatient : folder.settings))
            let start = """
                file.bin: could not be fetched from its only location
                  \(nginx.url(path)):\u{20}
                """
            if let reason {
                #expect(text == start + reason)
            } else {
                #expect(text.hasPrefix(start + "sent "))
                #expect(
                    text.hasSuffix(" a second, less than 20.0 kB, for 0.25 s; tried 3 times"))
            }
        }
    }

    @Test("a damaged file is noticed, replaced, and said to have been")
    func damaged() throws {
        let download = try download("file.bin")
        try folder.project.write("damaged", to: "downloads/\(file.sha256)")
        let fetched = try folder.fetcher.fetch(download)
        #expect(fetched.replacedDamagedFile)
        #expect(folder.bytes(of: fetched) == file.bytes)
    }
}
