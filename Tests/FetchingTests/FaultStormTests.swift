import Foundation
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 20_000, seed: 4)

@Suite struct FaultStormTests {
    /// Quick to answer: those that stall have tests of their own, and would make this one slow.
    private static let faults = Answer.allCases.filter {
        ![.good, .stallBeforeHead, .stallInHead, .stallInBody, .drip, .unavailable].contains($0)
    }

    @Test(
        "sixty faults in random order: right bytes or a clear error each time, and no hang",
        arguments: [1, 2, 3] as [UInt64], [true, false])
    func storm(seed: UInt64, knowsDigest: Bool) throws {
        var generator = SplitMix(state: seed)
        var answers: [Answer] = []
        for _ in 0..<60 {
            answers.append(Self.faults.randomElement(using: &generator) ?? .cutBody)
            if Int.random(in: 0..<8, using: &generator) == 0 { answers.append(.stallInBody) }
        }
        var folder = try FetchFolder()
        folder.settings.maximumSize = 100_000
        folder.settings.attempts = 4
        folder.settings.speedWindow = 0.05
        let server = try MisbehavingServer(file, answers + [.good])
        let download = Download(
            name: "file.bin", locations: [try Location(server.url())],
            size: file.bytes.count, sha256: knowsDigest ? file.sha256 : nil)

        let start = Date()
        var fetched: FetchedFile?
        while server.requests.count < answers.count || fetched == nil {
            do {
                let file = try folder.fetcher.fetch(download)
                fetched = file
                try check(file, in: folder, knowsDigest: knowsDigest)
                try FileManager.default.removeItem(atPath: file.path)
            } catch let error as FetchError {
                #expect(error.kind == .unobtainable)
                #expect(error.failures.count == 1)
                fetched = nil
            }
            try #require(Date().timeIntervalSince(start) < 30, "hangs or goes round in circles")
        }
        #expect(server.requests.count >= 60)
    }

    /// With a digest nothing but the file is ever kept. Without one, no more can be known than its
    /// size: what a server sends whole and in the right length must be taken.
    private func check(
        _ fetched: FetchedFile, in folder: FetchFolder, knowsDigest: Bool
    ) throws {
        let bytes = folder.bytes(of: fetched)
        let reversed = Array(file.bytes.reversed())
        #expect(bytes == file.bytes || !knowsDigest && bytes == reversed)
        #expect(fetched.size == file.bytes.count)
    }
}
