import Foundation
import Glibc
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 30_000, seed: 11)

/// Fetches of somebody without the superuser's rights, for whom a read-only file is an obstacle.
@Suite struct ReadOnlyPartialTests {
    private let folder: FetchFolder

    init() throws {
        folder = try FetchFolder()
        #expect(unsafe chmod(folder.project.path, 0o777) == 0)
    }

    private func mode(_ path: String) -> mode_t {
        var record = stat()
        return unsafe stat(path, &record) == 0 ? record.st_mode & 0o777 : 0
    }

    /// What a fetch of old left that ended between making its file read-only and renaming it.
    private func leave(_ bytes: [UInt8], as name: String) throws {
        try folder.project.write(bytes, to: "downloads/partial/\(name)")
        let path = folder.project.path("downloads/partial/\(name)")
        #expect(unsafe chmod(path, 0o444) == 0)
    }

    @Test("a read-only partial file is gone on with")
    func goesOn() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = Download(
            name: "file.bin", locations: [try Location(server.url())], sha256: file.sha256)
        let fetched = try Unprivileged.perform {
            try leave(Array(file.bytes[..<10_000]), as: download.key)
            return try folder.fetcher.fetch(download)
        }
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == 10_000)
        #expect(mode(fetched.path) == 0o444)
        #expect(folder.partialNames.isEmpty)
    }

    @Test("a read-only copy of a local file is made anew")
    func copy() throws {
        try folder.project.write(file.bytes, to: "mirror/file.bin")
        let location = Location(path: folder.project.path("mirror/file.bin"))
        let download = Download(name: "file.bin", locations: [location], sha256: file.sha256)
        let fetched = try Unprivileged.perform {
            try leave([1, 2, 3], as: "\(download.key).copy")
            return try folder.fetcher.fetch(download)
        }
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(mode(fetched.path) == 0o444)
        #expect(folder.partialNames.isEmpty)
    }

    @Test("a file that could not get its name can still be written to")
    func stoppedBeforeRenaming() throws {
        let server = try MisbehavingServer(file, [.good])
        let download = Download(name: "file.bin", locations: [try Location(server.url())])
        let target = folder.project.path("downloads/\(file.sha256)")
        let partial = folder.project.path("downloads/partial/\(download.key)")
        try Unprivileged.perform {
            // Nothing can be renamed to a folder.
            try folder.project.write("", to: "downloads/\(file.sha256)/x")
            #expect(
                folder.failure(download)
                    == "file.bin: cannot rename to '\(target)' the file '\(partial)': "
                    + "Is a directory")
        }
        #expect(mode(partial) == 0o644)
        try FileManager.default.removeItem(atPath: target)
        let fetched = try Unprivileged.perform { try folder.fetcher.fetch(download) }
        #expect(folder.bytes(of: fetched) == file.bytes)
        #expect(fetched.resumedFrom == file.bytes.count)
    }

    @Test(
        "somebody else's partial file is left alone",
        .enabled(if: geteuid() == 0, "only root may give files away"))
    func foreign() throws {
        let download = Download(
            name: "file.bin", locations: [Location(path: folder.project.path("mirror/file.bin"))],
            sha256: file.sha256)
        try leave([1, 2, 3], as: download.key)
        #expect(unsafe chmod(folder.project.path("downloads/partial"), 0o777) == 0)
        let path = folder.project.path("downloads/partial/\(download.key)")
        try Unprivileged.perform {
            #expect(
                folder.failure(download)
                    == "file.bin: cannot create '\(path)': Permission denied")
        }
        #expect(mode(path) == 0o444)
    }
}
