import Foundation
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 40_000)

@Suite struct ResumeTests {
    private let folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    private func download(
        _ server: MisbehavingServer, sha256: String? = file.sha256, size: Int? = file.bytes.count
    ) throws -> Download {
        Download(
            name: "file.bin", locations: [try Location(server.url())], size: size, sha256: sha256)
    }

    /// What a fetch leaves that was killed after some bytes: they and their record.
    private func leave(
        _ bytes: some Collection<UInt8>, of download: Download, tag: String? = Answer.tag,
        size: Int? = file.bytes.count, boot: String? = PartialRecord.currentBoot()
    ) throws {
        let path = "downloads/partial/\(download.key)"
        try folder.project.write(Array(bytes), to: path)
        var head = ResponseHead()
        if let tag { head.take("ETag: \(tag)") }
        let record = PartialRecord(
            location: download.locations[0].description,
            locationDigest: PartialRecord.digest(of: download.locations[0]),
            validator: Validator(head), entityTag: tag, size: size, boot: boot)
        try record.write(folder.project.path(path + ".json"))
    }

    private func ranges(_ server: MisbehavingServer) -> [String?] {
        server.requests.map { $0.fields["range"] }
    }

    @Test("a killed download goes on from its last byte, with or without a known digest")
    func goesOn() throws {
        for sha256 in [file.sha256, nil] {
            let server = try MisbehavingServer(file, [.good])
            let download = try download(server, sha256: sha256)
            try leave(file.bytes[..<12_345], of: download)
            let fetched = try folder.fetcher.fetch(download)
            #expect(folder.bytes(of: fetched) == file.bytes)
            #expect(fetched.sha256 == file.sha256)
            #expect(fetched.resumedFrom == 12_345)
            #expect(ranges(server) == ["bytes=12345-"])
            #expect(server.requests[0].fields["if-range"] == Answer.tag)
            #expect(server.requests[0].fields["accept-encoding"] == "identity")
            try FileManager.default.removeItem(atPath: fetched.path)
        }
    }

    @Test("bytes without record are built on when the digest is known")
    func withoutRecord() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server)
        try leave(file.bytes[..<100], of: download)
        try FileManager.default.removeItem(
            atPath: folder.project.path("downloads/partial/\(download.key).json"))
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(ranges(server) == ["bytes=100-"])
        #expect(server.requests[0].fields["if-range"] == nil)
    }

    @Test(
        "bytes that nobody vouches for are fetched anew when the digest is not known",
        arguments: [
            (nil, PartialRecord.currentBoot()), ("W/\"weak\"", PartialRecord.currentBoot()),
            (Answer.tag, "before the crash"), (Answer.tag, nil),
        ])
    func unverifiable(tag: String?, boot: String?) throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server, sha256: nil, size: nil)
        try leave(file.bytes[..<100], of: download, tag: tag, boot: boot)
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 0)
        #expect(ranges(server) == [nil])
    }

    @Test("a record that is no JSON counts as none")
    func damagedRecord() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server, sha256: nil)
        try leave(file.bytes[..<100], of: download)
        try folder.project.write("{\"size\": ", to: "downloads/partial/\(download.key).json")
        #expect(try folder.fetcher.fetch(download).sha256 == file.sha256)
        #expect(ranges(server) == [nil])
    }

    @Test(
        "a server that does not go on from there is asked for the whole file",
        arguments: [
            // Each answer to the request for the rest, and the requests that follow from it.
            (Answer.ignoresRange, ["bytes=5000-"]),
            (.otherRange, ["bytes=5000-", nil]),
            (.wrongTotal, ["bytes=5000-", nil]),
            (.changedTag, ["bytes=5000-", nil]),
            (.unsatisfiable, ["bytes=5000-", nil]),
            (.shortRange, ["bytes=5000-", "bytes=22500-"]),
        ] as [(Answer, [String?])])
    func otherAnswers(answer: Answer, requests: [String?]) throws {
        for sha256 in [file.sha256, nil] {
            let server = try MisbehavingServer(file, [answer, .good])
            let download = try download(server, sha256: sha256)
            try leave(file.bytes[..<5000], of: download)
            let fetched = try folder.fetcher.fetch(download)
            #expect(folder.bytes(of: fetched) == file.bytes)
            #expect(ranges(server) == requests)
            try FileManager.default.removeItem(atPath: fetched.path)
        }
    }

    @Test("a file that changed meanwhile is fetched as it is now")
    func changedFile() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server, sha256: nil, size: nil)
        try leave(Array(repeating: 7, count: 5000), of: download, tag: "\"version-0\"")
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 0)
        #expect(server.requests.count == 1)
    }

    /// A server that names its file's version by a date alone, and goes on whatever it is asked.
    private static func datedServer(lastModified: String?) throws -> MisbehavingServer {
        try MisbehavingServer { connection, request, _ in
            let (start, total) = (request.rangeStart ?? 0, file.bytes.count)
            connection.head(
                start > 0 ? "206 Partial Content" : "200 OK",
                [
                    "Content-Length: \(total - start)", "Date: Fri, 21 Nov 2025 08:00:00 GMT",
                    "Content-Range: bytes \(start)-\(total - 1)/\(total)",
                ] + (lastModified.map { ["Last-Modified: \($0)"] } ?? []))
            connection.send(file.bytes[start...])
        }
    }

    private func leaveDated(_ bytes: [UInt8], of download: Download, _ date: String) throws {
        let path = "downloads/partial/\(download.key)"
        try folder.project.write(bytes, to: path)
        var head = ResponseHead()
        head.take("Last-Modified: \(date)")
        head.take("Date: Fri, 21 Nov 2025 08:00:00 GMT")
        let record = PartialRecord(
            location: download.locations[0].description,
            locationDigest: PartialRecord.digest(of: download.locations[0]),
            validator: Validator(head), size: file.bytes.count,
            boot: PartialRecord.currentBoot())
        try record.write(folder.project.path(path + ".json"))
    }

    private static let oldDate = "Mon, 17 Nov 2025 08:00:00 GMT"
    private static let newDate = "Tue, 18 Nov 2025 08:00:00 GMT"

    @Test(
        "a date alone is not built on when the digest is not known, for servers may ignore If-Range",
        arguments: [oldDate, newDate, nil])
    func dateAlone(now: String?) throws {
        let server = try Self.datedServer(lastModified: now)
        let download = try download(server, sha256: nil)
        try leaveDated(Array(repeating: 7, count: 5000), of: download, Self.oldDate)
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 0)
        #expect(ranges(server) == [nil])
    }

    @Test("a rest of another date is not taken, one without a date is left to the digest")
    func dateOfRest() throws {
        for (now, requests) in [
            (Self.oldDate, ["bytes=5000-"]), (nil, ["bytes=5000-"]),
            (Self.newDate, ["bytes=5000-", nil]),
        ] as [(String?, [String?])] {
            let server = try Self.datedServer(lastModified: now)
            let download = try download(server)
            try leaveDated(Array(file.bytes[..<5000]), of: download, Self.oldDate)
            let fetched = try folder.fetcher.fetch(download)
            #expect(folder.bytes(of: fetched) == file.bytes)
            #expect(ranges(server) == requests)
            #expect(server.requests[0].fields["if-range"] == Self.oldDate)
            try FileManager.default.removeItem(atPath: fetched.path)
        }
    }

    @Test("a whole file of a size that is no longer the expected one is not taken")
    func oldSize() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server, sha256: nil, size: file.bytes.count + 1)
        try leave(file.bytes, of: download)
        #expect(
            folder.failure(download) == """
                file.bin: could not be fetched from its only location
                  \(server.url()): has 40000 bytes, not the expected 40001
                """)
        #expect(ranges(server) == ["bytes=40000-"])
        #expect(folder.names.isEmpty)
        #expect(folder.partialNames.isEmpty)
    }

    @Test("wrong bytes from an earlier fetch are found by the digest and fetched anew")
    func wrongBeginning() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server)
        try leave(Array(repeating: 7, count: 5000), of: download)
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 0)
        #expect(ranges(server) == ["bytes=5000-", nil])
    }

    @Test(
        "a download that was killed after its last byte needs no network when the digest is known")
    func killedAfterLastByte() throws {
        let server = try MisbehavingServer(file, [.notFound])
        let download = try download(server)
        try leave(file.bytes, of: download)
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.location == nil)
        #expect(fetched.resumedFrom == file.bytes.count)
        #expect(server.requests.isEmpty)
    }

    @Test("without a digest the server confirms that the last byte is there")
    func confirmedByServer() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = try download(server, sha256: nil, size: nil)
        try leave(file.bytes, of: download)
        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(ranges(server) == ["bytes=40000-"])
    }

    @Test("as many bytes as expected, but wrong ones, are fetched anew; so are too many")
    func wrongWhole() throws {
        for count in [file.bytes.count, file.bytes.count + 1] {
            let server = try MisbehavingServer(file, [.good])
            let download = try download(server)
            try leave(Array(repeating: 7, count: count), of: download)
            let fetched = try folder.fetcher.fetch(download)
            #expect(folder.bytes(of: fetched) == file.bytes)
            #expect(ranges(server) == [nil])
            try FileManager.default.removeItem(atPath: fetched.path)
        }
    }

    @Test("the next location goes on from what the first one gave, when the digest is known")
    func acrossLocations() throws {
        let first = try MisbehavingServer(file, [.cutBody])
        let second = try MisbehavingServer(file, [.good])
        var settings = folder.settings
        settings.attempts = 1
        let fetched = try Fetcher(settings).fetch(
            Download(
                name: "file.bin", locations: [Location(first.url()), Location(second.url())],
                sha256: file.sha256))
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(ranges(second) == ["bytes=20000-"])
        #expect(second.requests[0].fields["if-range"] == nil)
    }

    @Test("a wrong digest is never built on")
    func wrongDigest() throws {
        let server = try MisbehavingServer(file, [.otherBytes, .good])
        let download = try download(server)
        #expect(throws: FetchError.self) { try folder.fetcher.fetch(download) }
        #expect(folder.partialNames.isEmpty)
        #expect(try folder.fetcher.fetch(download).sha256 == file.sha256)
        #expect(ranges(server) == [nil, nil])
    }

    @Test("cancelling keeps the bytes for the next fetch")
    func cancelled() throws {
        let server = try MisbehavingServer(file, [.stallInBody, .good])
        let download = try download(server, sha256: nil)
        var received = 0
        let error = #expect(throws: FetchError.self) {
            try folder.fetcher.fetch(
                download, progress: { received = $0.received }, isCancelled: { received > 0 })
        }
        #expect(error?.kind == .cancelled)
        #expect(error?.description == "file.bin: cancelled")
        #expect(received == 13_333)
        #expect(try folder.fetcher.fetch(download).resumedFrom == 13_333)
        #expect(ranges(server) == [nil, "bytes=13333-"])
    }
}
