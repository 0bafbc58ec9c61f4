import Testing

@testable import Fetching

/// What the server does, the reason that the error gives, and how often was asked.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let answer: Answer
    let reason: String
    let requests: Int
    /// Whether the server has the file, but not with the right bytes.
    let isWrongContent: Bool

    init(_ answer: Answer, _ reason: String, requests: Int = 1, isWrongContent: Bool = false) {
        self.answer = answer
        self.reason = reason
        self.requests = requests
        self.isWrongContent = isWrongContent
    }

    static func wrong(_ answer: Answer, _ reason: String) -> FaultCase {
        FaultCase(answer, reason, isWrongContent: true)
    }

    var testDescription: String { "\(answer)" }
}

private let file = SampleFile(size: 3000)
private let page =
    "is a web page instead of the file, perhaps a log-in or an error page"
private let foundReversed =
    "has the sha256 \(reversed.sha256), not the expected \(file.sha256)"
private let reversed = SampleFile(bytes: file.bytes.reversed())

@Suite struct FaultTests {
    private let folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    /// The error's text with one location, which stands for itself.
    private func expect(
        _ `case`: FaultCase, in folder: FetchFolder, _ download: (Location) -> Download,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let server = try MisbehavingServer(file, [`case`.answer])
        let location = try Location(server.url())
        let settings = `case`.answer.isSlow ? folder.impatient : folder.settings
        let error = folder.error(download(location), settings)
        #expect(
            error?.description == """
                file.bin: could not be fetched from its only location
                  \(location): \(`case`.reason)
                """, sourceLocation: sourceLocation)
        #expect(error?.hasWrongContent == `case`.isWrongContent, sourceLocation: sourceLocation)
        #expect(server.requests.count == `case`.requests, sourceLocation: sourceLocation)
        #expect(folder.names.isEmpty, sourceLocation: sourceLocation)
    }

    @Test(
        "each fault ends with its reason, when size and digest are known",
        arguments: [
            FaultCase(
                .cutBody, "the connection was lost after 1500 bytes; tried 3 times", requests: 3),
            .wrong(.lengthTooLarge, "has 3100 bytes, not the expected 3000"),
            .wrong(.lengthTooSmall, "has 2900 bytes, not the expected 3000"),
            .wrong(.extraBytes, "sends more than the expected 3000 bytes"),
            .wrong(.emptyBody, "has 0 bytes, not the expected 3000"),
            .wrong(.otherBytes, foundReversed),
            .wrong(.packed, "\(foundReversed), packed by the server (Content-Encoding: gzip)"),
            .wrong(.endlessChunks, "sends more than the expected 3000 bytes"),
            FaultCase(
                .closedAtOnce, "closed the connection without an answer; tried 3 times",
                requests: 3),
            FaultCase(
                .stallBeforeHead,
                "sent 0 B a second, less than 20.0 kB, for 0.25 s; tried 3 times", requests: 3),
            FaultCase(
                .stallInHead,
                "sent 0 B a second, less than 20.0 kB, for 0.25 s; tried 3 times", requests: 3),
            FaultCase(.garbage, "sent no HTTP answer; tried 3 times", requests: 3),
            FaultCase(.oldProtocol, "sent no HTTP answer; tried 3 times", requests: 3),
            FaultCase(
                .manyHeaders, "sent a header of more than 256 KiB; tried 3 times", requests: 3),
            .wrong(.logInPage, page),
            FaultCase(.unauthorised, "asks for a log-in (401)"),
            FaultCase(.forbidden, "refuses access (403)"),
            FaultCase(.notFound, "does not have the file (404)"),
            FaultCase(.noContent, "answered with the status 204"),
            FaultCase(
                .tooManyRequests, "has had too many requests (429); tried 3 times", requests: 3),
            FaultCase(.internalError, "has a fault of its own (500); tried 3 times", requests: 3),
            FaultCase(.timeout, "gave up on the request (408); tried 3 times", requests: 3),
            FaultCase(.uncalledPart, "answered with a part of the file when asked for all of it"),
            FaultCase(.redirectLoop, "redirects more than 10 times", requests: 11),
            FaultCase(.redirectToFile, "redirects to what is a 'file:' address, not http or https"),
            FaultCase(.redirectNowhere, "redirects (301) without saying where to"),
        ])
    func known(_ `case`: FaultCase) throws {
        try expect(`case`, in: folder) { location in
            Download(
                name: "file.bin", locations: [location], size: file.bytes.count,
                sha256: file.sha256)
        }
    }

    @Test(
        "each fault ends with its reason, when nothing is known about the file",
        arguments: [
            FaultCase(
                .lengthTooLarge, "the connection was lost after 3000 bytes; tried 3 times",
                requests: 3),
            FaultCase(
                .cutWithoutLength,
                "gives no length, so that a cut download could not be told from a whole one; state "
                    + "the file's size or sha256"),
            FaultCase(
                .cutChunks, "the connection was lost after 750 bytes; tried 3 times", requests: 3),
            FaultCase(
                .endlessChunks,
                "sends more than 1.0 MB, the most for a file whose size is not stated"),
            .wrong(.logInPage, page),
            .wrong(.pageOfOtherType, page),
            FaultCase(
                .packed,
                "packed the file (Content-Encoding: gzip), although its own bytes were asked for; "
                    + "state its sha256 if it is meant to be like that"),
        ])
    func unknown(_ `case`: FaultCase) throws {
        var folder = folder
        folder.settings.maximumSize = 1_000_000
        try expect(`case`, in: folder) { Download(name: "file.bin", locations: [$0]) }
        // Only bytes with a validator are of use to the next fetch.
        #expect(folder.partialNames.isEmpty == (`case`.answer != .lengthTooLarge))
    }

    @Test(
        "whatever the first location does, the second one's bytes are taken",
        arguments: Answer.allCases.filter { ![.good, .unavailable].contains($0) })
    func nextLocation(answer: Answer) throws {
        let bad = try MisbehavingServer(file, [answer])
        let good = try MisbehavingServer(file, [.good])
        let download = Download(
            name: "file.bin", locations: [try Location(bad.url()), try Location(good.url())],
            size: file.bytes.count, sha256: file.sha256)
        var settings = answer.isSlow ? folder.impatient : folder.settings
        settings.attempts = 1
        let fetched = try Fetcher(settings).fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(folder.partialNames.isEmpty)
    }
}
