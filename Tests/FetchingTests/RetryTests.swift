import Synchronization
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 5000)

/// The waits that a fetch asked for.
private final class Waits: Sendable {
    private let seconds = Mutex<[Double]>([])

    var all: [Double] { seconds.withLock { $0 } }

    func note(_ wait: Double) { seconds.withLock { $0.append(wait) } }
}

@Suite struct RetryTests {
    private var folder: FetchFolder
    private let waits = Waits()

    init() throws {
        folder = try FetchFolder()
        let waits = waits
        folder.settings.wait = { seconds, _ in waits.note(seconds) }
        folder.settings.attempts = 6
        folder.settings.firstWait = 1
        folder.settings.longestWait = 10
    }

    private func download(_ locations: String...) throws -> Download {
        Download(
            name: "file.bin", locations: try locations.map { try Location($0) },
            sha256: file.sha256)
    }

    @Test("waits double up to the longest")
    func doubling() throws {
        let server = try MisbehavingServer(file, [.internalError])
        #expect(throws: FetchError.self) { try folder.fetcher.fetch(download(server.url())) }
        #expect(waits.all == [1, 2, 4, 8, 10])
    }

    @Test("a server's wish to wait longer is respected")
    func retryAfter() throws {
        let server = try MisbehavingServer { connection, request, index in
            guard index < 2 else { return Answer.good.send(file, to: connection, request) }
            connection.head("503 Service Unavailable", ["Retry-After: 7"])
        }
        #expect(try folder.fetcher.fetch(download(server.url())).sha256 == file.sha256)
        #expect(waits.all == [7, 7])
    }

    @Test("a wish to wait too long ends the tries at that location")
    func tooLongWait() throws {
        let server = try MisbehavingServer { connection, _, _ in
            connection.head("429 Too Many Requests", ["Retry-After: 3600"])
        }
        #expect(
            folder.failure(try download(server.url())) == """
                file.bin: could not be fetched from its only location
                  \(server.url()): has had too many requests (429) and asks to wait 3600 s, more \
                than the 10 s that are waited at most
                """)
        #expect(waits.all.isEmpty)
    }

    @Test(
        "a wish to wait for ever ends the tries, and one that is no number counts as none",
        arguments: [
            ("1e30", false), ("inf", false), (String(repeating: "9", count: 40), true),
            ("Fri, 31 Dec 9999 23:59:59 GMT", true),
        ])
    func immoderateWait(value: String, isWish: Bool) throws {
        let server = try MisbehavingServer { connection, _, _ in
            connection.head(
                "503 Service Unavailable",
                ["Retry-After: \(value)", "Date: Fri, 21 Nov 2025 08:00:00 GMT"])
        }
        let end =
            isWish
            ? " and asks to wait 31536000 s, more than the 10 s that are waited at most"
            : "; tried 6 times"
        #expect(
            folder.failure(try download(server.url())) == """
                file.bin: could not be fetched from its only location
                  \(server.url()): has a fault of its own (503)\(end)
                """)
    }

    @Test("tries that bring enough new bytes are not counted")
    func progress() throws {
        let server = try MisbehavingServer { connection, request, _ in
            let start = request.rangeStart ?? 0
            let total = file.bytes.count
            connection.head(
                start > 0 ? "206 Partial Content" : "200 OK",
                [
                    "Content-Length: \(total - start)", "ETag: \(Answer.tag)",
                    "Content-Range: bytes \(start)-\(total - 1)/\(total)",
                ])
            connection.send(file.bytes[start..<min(total, start + 400)])
        }
        var settings = folder.settings
        settings.attempts = 2
        settings.progressThatCounts = 400
        #expect(try Fetcher(settings).fetch(download(server.url())).sha256 == file.sha256)
        #expect(server.requests.count == 13)
        settings.progressThatCounts = 401
        let other = try FetchFolder()
        settings.folder = other.settings.folder
        #expect(throws: FetchError.self) { try Fetcher(settings).fetch(download(server.url())) }
    }

    @Test("every location is named with its reason, those that were only absent too")
    func allFailed() throws {
        let absent = try MisbehavingServer(file, [.notFound])
        let closed = try LoopbackSocket.freePort()
        let wrong = try MisbehavingServer(file, [.otherBytes])
        let path = folder.project.path("nothing.bin")
        let found = SampleFile(bytes: file.bytes.reversed()).sha256
        let download = try download(
            path, absent.url(), "http://me:secret@127.0.0.1:\(closed)/x?token=secret", wrong.url())
        let error = #expect(throws: FetchError.self) { try folder.fetcher.fetch(download) }
        #expect(
            error?.description == """
                file.bin: could not be fetched from any of its 4 locations
                  \(path): does not exist
                  \(absent.url()): does not have the file (404)
                  http://127.0.0.1:\(closed)/x?…: cannot connect to 127.0.0.1:\(closed) \
                (Connection refused); tried 6 times
                  \(wrong.url()): has the sha256 \(found), not the expected \(file.sha256)
                """)
        #expect(error?.failures.map(\.isWrongContent) == [false, false, false, true])
        #expect(error?.hasWrongContent == true)
        #expect(waits.all == [1, 2, 4, 8, 10])
    }

    @Test("a download without locations says so")
    func noLocations() throws {
        #expect(
            folder.failure(try download()) == "file.bin: has no location to fetch it from")
    }

    @Test("progress tells bytes, total and try")
    func reports() throws {
        let server = try MisbehavingServer(file, [.cutBody, .good])
        var reports: [FetchProgress] = []
        _ = try folder.fetcher.fetch(download(server.url())) { reports.append($0) }
        #expect(reports.contains { $0.received == 2500 && $0.attempt == 1 })
        let last = try #require(reports.last)
        #expect(last.received == 5000)
        #expect(last.total == 5000)
        #expect(last.attempt == 2)
        #expect(last.location.description == server.url())
    }
}
