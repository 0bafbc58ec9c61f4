import Foundation
import Testing

/// What `dataset.fetch` says when it cannot have the files, and that nothing is left then.
@Suite struct FetchRejectionTests {
    private let project: FetchProject

    init() throws { project = try FetchProject() }

    private func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(project.files(in: "got") == [], sourceLocation: sourceLocation)
    }

    @Test("bytes of another digest are never taken for the file")
    func otherDigest() throws {
        var file = try OfferedFile("a.csv", "1,2\n", in: project)
        let published = String(repeating: "7", count: 64)
        file.sha256 = published
        try project.describe(OfferedFile.source("first", file))
        #expect(
            try project.refusal() == """
                no source of 'd' could be had
                source 'first': a.csv: could not be fetched from its only location
                  \(#require(file.path)): has the sha256 \(file.digest), not the expected \
                \(published)
                with the file in a folder of yours (a.csv): --mirror FOLDER
                """)
        expectNothing()
        #expect(project.files(in: "cache").filter { !$0.hasSuffix(".lock") } == [])
    }

    @Test("every place that was tried is named, and what can be done by hand")
    func everySource() throws {
        var first = try OfferedFile("a.csv", "1,2\n", in: project)
        first.path = nil
        var second = try OfferedFile("b.csv", "3,4\n", in: project)
        second.path = project.folder.path("origin/none.csv")
        try project.describe(
            OfferedFile.source(
                "first", first, manual: "Ask the author,\n\nor the library."),
            OfferedFile.source("second", second, fidelity: "equivalent"))
        let mirror = project.folder.path("mirror")
        #expect(
            try project.refusal(settings: project.mirror) == """
                no source of 'd' could be had
                mirror 'first': a.csv: could not be fetched from any of its 2 locations
                  \(mirror)/a.csv: does not exist
                  \(mirror)/d/a.csv: does not exist
                mirror 'second': b.csv: could not be fetched from any of its 2 locations
                  \(mirror)/b.csv: does not exist
                  \(mirror)/d/b.csv: does not exist
                source 'first': a.csv: the source has no address; a mirror may have it
                source 'second': b.csv: could not be fetched from its only location
                  \(#require(second.path)): does not exist
                by hand, source 'first':
                    Ask the author,
                    or the library.
                with the file in a folder of yours (a.csv, or b.csv): --mirror FOLDER
                """)
        expectNothing()
    }

    @Test("offline, the network is not tried, and the message says so")
    func offline() throws {
        var file = try OfferedFile("a.csv", "1,2\n", in: project)
        file.path = nil
        let entry = file.entry.replacing(
            "name: a.csv", with: "name: a.csv, urls: [\"https://data.invalid/a.csv\"]")
        try project.describe(
            OfferedFile.source("first", file).replacing(file.entry, with: entry))
        #expect(
            try project.refusal(settings: ["offline": ["true"]]) == """
                no source of 'd' could be had
                source 'first': a.csv: is not in '\(project.folder.path("cache"))/downloads', and \
                nothing may be downloaded offline; fetch it once online, or copy it to this \
                machine and name its folder as a mirror
                  https://data.invalid/a.csv: not tried offline
                with the file in a folder of yours (a.csv): --mirror FOLDER
                """)
        expectNothing()
    }

    @Test("a mirror must be a place")
    func badMirror() throws {
        try project.describe(
            OfferedFile.source("first", try OfferedFile("a.csv", "1,2\n", in: project)))
        #expect(
            try project.refusal(settings: ["mirrors": ["ftp://data.invalid"]]) == """
                'ftp://data.invalid' has the scheme 'ftp', which is not supported; write \
                https://…, http://…, file:///… or a path
                """)
    }

    // MARK: Archives

    @Test("an archive without what the manifest takes is told with what it has")
    func nothingTaken() throws {
        let archive = try OfferedFile(archive: "data.tar.gz", take: "[data/A.csv]")
        try project.describe(OfferedFile.source("first", archive, layout: "data/A.csv"))
        let kept = project.folder.path("cache/downloads/\(archive.digest)")
        #expect(
            try project.refusal() == """
                data.tar.gz: has no file 'data/A.csv'; the nearest it has: 'data/a.csv', \
                'data/b.csv', 'Readme.txt'
                """)
        expectNothing()
        // It was the right file: another manifest may take more of it.
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    @Test(
        "files that cannot lie side by side are refused, whichever of them is an archive's",
        arguments: [
            (["a.csv", "data.tar.gz"], false), (["data.tar.gz", "a.csv"], false),
            (["data.tar.gz", "other.zip"], true), (["other.zip", "data.tar.gz"], true),
            (["a.csv", "other.zip"], true), (["other.zip", "a.csv"], true),
        ])
    func collision(names: [String], isFolder: Bool) throws {
        let files = try names.map { name in
            switch name {
            case "a.csv": try OfferedFile("a.csv", "1,2\n", in: project)
            case "other.zip": try OfferedFile(archive: name, take: "[\"**/*.csv\"]")
            default: try OfferedFile(archive: name, take: "[data/a.csv]", strip: 1)
            }
        }
        try project.describe(OfferedFile.source("first", files[0], files[1]))
        let expected =
            isFolder
            ? """
            'a.csv' is both a file and a folder among those of the source; give the file another \
            name, or take less out of the archive
            """
            : """
            two files of the source are called 'a.csv'; give one of them another name, or take \
            less out of the archive
            """
        #expect(try project.refusal() == expected)
        expectNothing()
        // All that was downloaded is still there.
        for file in files {
            #expect(
                FileManager.default.fileExists(
                    atPath: project.folder.path("cache/downloads/\(file.digest)")))
        }
    }
}
