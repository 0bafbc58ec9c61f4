import Foundation
import Testing
import WorkerProtocol

@testable import DataManifests
@testable import Stages

/// Files whose digest nobody has published.
@Suite struct FetchPinTests {
    private let project: FetchProject

    init() throws { project = try FetchProject() }

    private func pins() throws -> [String: Pin] {
        try PinFile.read(projectRoot: project.root).pins
    }

    /// What decides about the bytes from now on.
    private func decisive() throws -> RequestValue {
        let manifest = try ManifestReader.load("d", projectRoot: project.root)
            .pinned(by: PinFile.read(projectRoot: project.root))
        return try RequestValue(encoding: manifest.decisive)
    }

    @Test("the first fetch pins a file, and settles the manifest that it was planned with")
    func firstFetch() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project, isPublished: false)
        try project.describe(OfferedFile.source("first", file))
        let planned = try #require(project.request().parameters["manifest"])
        let fetched = try project.fetch()
        #expect(
            try pins() == [
                "d/first/a.csv": Pin(sha256: file.digest, size: 4, from: "local-file")
            ])
        let settled = try #require(fetched.response.settled)
        #expect(settled == ["manifest": try decisive()])
        #expect(settled["manifest"] != planned)
        #expect(try project.request().parameters["manifest"] == settled["manifest"])
    }

    @Test("the same file again pins nothing anew")
    func again() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project, isPublished: false)
        try project.describe(OfferedFile.source("first", file))
        _ = try project.fetch()
        let before = try pins()
        #expect(try project.fetch().response.settled == nil)
        #expect(try pins() == before)
    }

    @Test(
        "another file of the name is refused with both digests, and the pin stays",
        arguments: ["3,4\n", "1,2\n3,4\n"])
    func otherFile(content: String) throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project, isPublished: false)
        try project.describe(OfferedFile.source("first", file))
        _ = try project.fetch()
        let before = try pins()
        // Neither the downloads nor the store have it any more.
        try project.forget("cache")
        let other = try OfferedFile("a.csv", content, in: project, isPublished: false)
        #expect(
            try project.refusal() == """
                no source of 'd' could be had
                source 'first': a.csv: could not be fetched from its only location
                  \(#require(other.path)): has the sha256 \(other.digest), not the expected \
                \(file.digest)
                a.csv was pinned when it was first got: if another file is the right one now, \
                remove the entry 'd/first/a.csv' from 'data-manifests/pins.json'
                with the file in a folder of yours (a.csv): --mirror FOLDER
                """)
        #expect(try pins() == before)
        #expect(project.files(in: "got") == [])
    }

    @Test("only what nobody has published is pinned, and only of the source that was used")
    func someFiles() throws {
        let published = try OfferedFile("a.csv", "1,2\n", in: project)
        let unpublished = try OfferedFile("b.csv", "3,4\n", in: project, isPublished: false)
        var missing = try OfferedFile("c.csv", "5,6\n", in: project, isPublished: false)
        missing.path = nil
        try project.describe(
            OfferedFile.source("first", missing),
            OfferedFile.source("second", published, unpublished))
        let fetched = try project.fetch()
        #expect(try Array(pins().keys) == ["d/second/b.csv"])
        #expect(fetched.response.settled == ["manifest": try decisive()])
    }

    @Test("a file that cannot be used is not pinned")
    func uselessFile() throws {
        var archive = try OfferedFile(
            "a.zip", "PK\u{3}\u{4} and no more of a zip", in: project, isPublished: false)
        archive.archive = "{take: [a.csv], maximum_entries: 20, maximum_bytes: 1000}"
        try project.describe(OfferedFile.source("first", archive, layout: "a.csv"))
        #expect(try project.refusal() != "")
        #expect(try pins() == [:])
        // What was wrong with it may have been the network.
        let right = try Data(
            contentsOf: URL(fileURLWithPath: GoldenFile.path("archives/other.zip")))
        try right.write(to: URL(fileURLWithPath: #require(archive.path)))
        try project.describe(
            OfferedFile.source("first", archive, layout: "a.csv")
                .replacing("a.csv", with: "d.csv"))
        #expect(try project.fetch().files == ["d.csv": "11,12\n"])
        #expect(try pins()["d/first/a.zip"]?.sha256 == GoldenFile.sha256(right))
    }

    @Test("a pin that another run has taken meanwhile is never overwritten")
    func meanwhile() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project, isPublished: false)
        try project.describe(OfferedFile.source("first", file))
        let progress = ProgressReporter(path: project.folder.path("progress.ndjson"))
        let order = try FetchOrder(StageContext(project.request(), progress: progress))
        let (source, files, _) = try order.obtainedSource(progress: progress)
        let found = try order.pins(of: source, files)
        let digest = String(repeating: "7", count: 64)
        try PinFile.add(
            ["d/first/a.csv": Pin(sha256: digest, size: 4, from: "elsewhere")],
            projectRoot: project.root)
        let error = #expect(throws: PinFileError.self) { try order.pinning(found) }
        #expect(
            error?.description == """
                'd/first/a.csv' is not the file that 'data-manifests/pins.json' has pinned
                  pinned:  sha256 \(digest), 4 bytes, from elsewhere
                  fetched: sha256 \(file.digest), 4 bytes, from local-file
                if the new file is the right one, remove the entry 'd/first/a.csv' from \
                'data-manifests/pins.json' and fetch again
                """)
        #expect(try pins()["d/first/a.csv"]?.sha256 == digest)
    }
}
