import Foundation
import Glibc
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 200_000, seed: 8)

/// What the killed process is told: the address, and the downloads folder.
private let addressVariable = "NRC_PIPE_TEST_FETCH_ADDRESS"
private let folderVariable = "NRC_PIPE_TEST_FETCH_FOLDER"

/// Run by `KilledFetchTests` in a process of its own, a second time this program.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment[addressVariable] != nil,
        "runs only in the process that another test kills"))
struct ProcessToBeKilled {
    @Test("fetches until it is killed")
    func fetch() throws {
        let environment = ProcessInfo.processInfo.environment
        var settings = FetchSettings(folder: try #require(environment[folderVariable]))
        settings.usesProxies = false
        let location = try Location(try #require(environment[addressVariable]))
        _ = try Fetcher(settings).fetch(
            Download(name: "file.bin", locations: [location], sha256: file.sha256))
    }
}

@Suite struct KilledFetchTests {
    private let folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    @Test(
        "a process that is killed several times while it downloads leaves what can be gone on with")
    func killed() throws {
        let server = try MisbehavingServer { connection, request, _ in
            Self.sendSlowly(connection, request)
        }
        let download = Download(
            name: "file.bin", locations: [try Location(server.url())], sha256: file.sha256)
        var sizes: [Int] = []
        for _ in 0..<3 {
            try killOne(server, download, after: (sizes.last ?? 0) + 10_000)
            let left = try #require(
                FileManager.default.contents(
                    atPath: folder.project.path("downloads/partial/\(download.key)")))
            #expect(file.bytes.starts(with: left))
            #expect(folder.names.isEmpty)
            sizes.append(left.count)
        }
        #expect(sizes == sizes.sorted())

        let fetched = try folder.fetcher.fetch(download)
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == sizes.last)
        #expect(
            server.requests.map(\.rangeStart) == [nil] + sizes.map { Optional($0) })
        #expect(folder.partialNames.isEmpty)
    }

    /// 2 MB per second at most, so that there is time to kill.
    private static func sendSlowly(_ connection: ServerConnection, _ request: ReceivedRequest) {
        let start = request.rangeStart ?? 0
        let total = file.bytes.count
        connection.head(
            start > 0 ? "206 Partial Content" : "200 OK",
            [
                "Content-Length: \(total - start)", "ETag: \(Answer.tag)",
                "Content-Range: bytes \(start)-\(total - 1)/\(total)",
            ])
        var sent = start
        while sent < total {
            let end = min(total, sent + 2000)
            guard connection.send(file.bytes[sent..<end]) else { return }
            sent = end
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    /// Starts a process that fetches, and kills it when some bytes are on the disk.
    private func killOne(
        _ server: MisbehavingServer, _ download: Download, after count: Int
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--testing-library", "swift-testing", "--filter", "ProcessToBeKilled",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment[addressVariable] = server.url()
        environment[folderVariable] = folder.settings.folder
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }

        let path = folder.project.path("downloads/partial/\(download.key)")
        let end = Date().addingTimeInterval(10)
        while size(of: path) < count {
            try #require(process.isRunning, "the process ended before it could be killed")
            try #require(Date() < end, "the process does not fetch")
            usleep(500)
        }
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { usleep(500) }
    }

    private func size(of path: String) -> Int {
        var record = stat()
        return unsafe stat(path, &record) == 0 ? Int(record.st_size) : 0
    }
}
