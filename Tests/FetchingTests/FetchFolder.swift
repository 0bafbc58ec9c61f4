import Foundation
import TestSupport
import Testing

@testable import Fetching

/// A downloads folder in a temporary place, with settings that make faults quick.
struct FetchFolder {
    let project: TemporaryProject
    var settings: FetchSettings

    init() throws {
        project = try TemporaryProject()
        settings = FetchSettings(folder: project.path("downloads"))
        settings.attempts = 3
        settings.firstWait = 0.001
        settings.longestWait = 2
        settings.connectTimeout = 2
        settings.minimumSpeed = 20_000
        // Loopback is faster by orders of magnitude, but the machine may be busy with other tests.
        settings.speedWindow = 3
        settings.freeSpaceReserve = 0
        settings.progressInterval = 0.01
        settings.usesProxies = false
    }

    /// Settings that give up a stalling server soon.
    var impatient: FetchSettings {
        var settings = settings
        settings.speedWindow = 0.25
        return settings
    }

    var fetcher: Fetcher { Fetcher(settings) }

    func bytes(of file: FetchedFile) -> [UInt8]? {
        FileManager.default.contents(atPath: file.path).map(Array.init)
    }

    /// Names in the downloads folder, and in the folder of unfinished files.
    var names: [String] { list("downloads").filter { $0 != "partial" } }
    var partialNames: [String] { list("downloads/partial") }

    private func list(_ folder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: project.path(folder))
        return (names ?? []).sorted()
    }

    /// The error that fetching ends with.
    func error(_ download: Download, _ settings: FetchSettings? = nil) -> FetchError? {
        do {
            _ = try Fetcher(settings ?? self.settings).fetch(download)
            return nil
        } catch {
            return error
        }
    }

    /// The text of the error that fetching ends with.
    func failure(_ download: Download, _ settings: FetchSettings? = nil) -> String? {
        error(download, settings)?.description
    }
}
