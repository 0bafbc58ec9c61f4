import Foundation
import Testing
import WorkerProtocol

@testable import DataManifests

/// Which files `dataset.fetch` gets, and what it makes of them.
@Suite struct FetchStageTests {
    private let project: FetchProject

    init() throws { project = try FetchProject() }

    @Test("a file is got and described")
    func plainFile() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(
            OfferedFile.source("first", file, fidelity: "equivalent", note: "A copy."))
        let fetched = try project.fetch()
        #expect(fetched.files == ["a.csv": "1,2\n"])
        let expected = DatasetDescription(
            dataset: "d", title: "T", source: "first", fidelity: .equivalent, note: "A copy.",
            licence: "L",
            files: [DatasetDescription.File(name: "a.csv", size: 4, sha256: file.digest)],
            layout: DataLayout(
                files: try PathPattern("**/*.csv"),
                format: .csv(columns: .at(inputs: [0], targets: [1])), rows: nil, columns: nil,
                first: nil, image: nil))
        #expect(fetched.description == expected)
        #expect(fetched.origin(of: "a.csv") == file.path)
        #expect(fetched.response.settled == nil)
        // Until the store has it: the stage may still fail.
        #expect(project.files(in: "cache") == ["downloads/\(file.digest)"])
    }

    @Test("of an archive only what the manifest takes is left, without the stripped folders")
    func archive() throws {
        let archive = try OfferedFile(archive: "data.tar.gz", take: "[data/*.csv]", strip: 1)
        try project.describe(OfferedFile.source("first", archive))
        let fetched = try project.fetch()
        #expect(fetched.files == ["a.csv": "1,2\n3,4\n", "b.csv": "5,6\n"])
        #expect(fetched.description.files.map(\.name) == ["data.tar.gz"])
        #expect(project.files(in: "got") == ["description.json", "files/a.csv", "files/b.csv"])
    }

    @Test("names that the stage itself might use are files like others")
    func hiddenFolder() throws {
        let archive = try OfferedFile(
            archive: "data.tar.gz", take: "[data/.unpacking/c.csv]", strip: 1)
        try project.describe(
            OfferedFile.source("first", archive, layout: "\".unpacking/*.csv\""))
        #expect(try project.fetch().files == [".unpacking/c.csv": "7,8\n"])
    }

    @Test("a wildcard takes no hidden files, as everywhere in a manifest")
    func hiddenFiles() throws {
        let archive = try OfferedFile(archive: "data.tar.gz", take: "[\"**/*.csv\"]", strip: 1)
        try project.describe(OfferedFile.source("first", archive))
        #expect(try project.fetch().files.keys.sorted() == ["a.csv", "b.csv"])
    }

    @Test("several files and archives lie side by side")
    func severalFiles() throws {
        try project.describe(
            OfferedFile.source(
                "first", try OfferedFile("notes.txt", "by hand", in: project),
                try OfferedFile(archive: "data.tar.gz", take: "[data/b.csv]"),
                try OfferedFile(archive: "other.zip", take: "[\"**/*.csv\"]")))
        let fetched = try project.fetch()
        #expect(
            fetched.files == [
                "notes.txt": "by hand", "data/b.csv": "5,6\n", "a.csv/inner.csv": "9,10\n",
                "d.csv": "11,12\n",
            ])
        #expect(
            fetched.description.files.map(\.name) == ["notes.txt", "data.tar.gz", "other.zip"])
    }

    @Test("files with the same bytes are files of their own", arguments: [true, false])
    func sameBytes(isPublished: Bool) throws {
        try project.describe(
            OfferedFile.source(
                "first",
                try OfferedFile("a.csv", "1,2\n", in: project, isPublished: isPublished),
                try OfferedFile("b.csv", "1,2\n", in: project, isPublished: isPublished)))
        #expect(try project.fetch().files == ["a.csv": "1,2\n", "b.csv": "1,2\n"])
    }

    @Test("an archive may be used as it is beside what comes out of it")
    func archiveTwice() throws {
        let archive = try OfferedFile(archive: "other.zip", take: "[d.csv]")
        var whole = try OfferedFile(archive: "other.zip", as: "whole.zip", take: "[d.csv]")
        whole.archive = nil
        try project.describe(OfferedFile.source("first", whole, archive))
        // The text of a zip is no UTF-8.
        _ = try project.folder.run(project.request())
        #expect(
            project.files(in: "got") == ["description.json", "files/d.csv", "files/whole.zip"])
    }

    // MARK: Sources

    @Test("a source that cannot be had is passed over")
    func secondSource() throws {
        var missing = try OfferedFile("a.csv", "1,2\n", in: project)
        missing.path = project.folder.path("origin/nowhere.csv")
        let second = try OfferedFile("b.csv", "3,4\n", in: project)
        try project.describe(
            OfferedFile.source("first", missing),
            OfferedFile.source("second", second, fidelity: "substitute", note: "Not the same."))
        let fetched = try project.fetch()
        #expect(fetched.files == ["b.csv": "3,4\n"])
        #expect(fetched.description.source == "second")
        #expect(fetched.description.fidelity == .substitute)
        #expect(fetched.description.note == "Not the same.")
    }

    @Test("a source counts only with all of its files")
    func incompleteSource() throws {
        var missing = try OfferedFile("b.csv", "1,2\n", in: project)
        missing.path = nil
        try project.describe(
            OfferedFile.source("first", try OfferedFile("a.csv", "1,2\n", in: project), missing),
            OfferedFile.source("second", try OfferedFile("c.csv", "5,6\n", in: project)))
        #expect(try project.fetch().files == ["c.csv": "5,6\n"])
    }

    @Test("only the sources that the stage names are asked, in its order")
    func namedSources() throws {
        try project.describe(
            OfferedFile.source("first", try OfferedFile("a.csv", "1,2\n", in: project)),
            OfferedFile.source("second", try OfferedFile("b.csv", "3,4\n", in: project)))
        #expect(try project.fetch().description.source == "first")
        #expect(try project.fetch(sources: ["second"]).description.source == "second")
        #expect(try project.fetch(sources: ["second", "first"]).description.source == "second")
    }

    // MARK: Places

    @Test("a mirror is tried before the sources themselves", arguments: ["", "d/"])
    func mirror(subfolder: String) throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(OfferedFile.source("first", file))
        let copy = try project.folder.write("1,2\n", to: "mirror/\(subfolder)a.csv")
        #expect(try project.fetch(settings: project.mirror).origin(of: "a.csv") == copy)
    }

    @Test("a mirror that has nothing, or something else, is passed over", arguments: [nil, "x"])
    func uselessMirror(content: String?) throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(OfferedFile.source("first", file))
        if let content { _ = try project.folder.write(content, to: "mirror/a.csv") }
        let fetched = try project.fetch(settings: project.mirror)
        #expect(fetched.files == ["a.csv": "1,2\n"])
        #expect(fetched.origin(of: "a.csv") == file.path)
    }

    @Test("a mirror has what no source can give to a program")
    func mirrorAlone() throws {
        var file = try OfferedFile("a.csv", "1,2\n", in: project)
        file.path = nil
        try project.describe(OfferedFile.source("first", file))
        _ = try project.folder.write("1,2\n", to: "mirror/a.csv")
        #expect(try project.fetch(settings: project.mirror).files == ["a.csv": "1,2\n"])
    }

    @Test("what the store has by its digest is got from nowhere else")
    func store() throws {
        var file = try OfferedFile("a.csv", "1,2\n", in: project)
        let digest = file.digest
        let object = try project.folder.write(
            "1,2\n", to: "store/\(digest.prefix(2))/\(digest.dropFirst(2))")
        for settings in [[:], project.mirror, ["offline": ["true"]]] {
            try project.describe(OfferedFile.source("first", file))
            let fetched = try project.fetch(settings: settings)
            #expect(fetched.files == ["a.csv": "1,2\n"])
            #expect(fetched.origin(of: "a.csv") == object)
            try project.forget("cache")
        }
        file.path = nil
        try project.describe(OfferedFile.source("first", file))
        #expect(try project.fetch().origin(of: "a.csv") == object)
        #expect(FileManager.default.contents(atPath: object) == Data("1,2\n".utf8))
    }

    @Test("what an earlier fetch has verified is got from nowhere at all")
    func downloads() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        var missing = try OfferedFile("b.csv", "3,4\n", in: project)
        missing.path = nil
        try project.describe(OfferedFile.source("first", file, missing))
        #expect(try project.refusal() != "")
        try FileManager.default.removeItem(atPath: #require(file.path))
        _ = try project.folder.write("3,4\n", to: "mirror/b.csv")
        let fetched = try project.fetch(settings: project.mirror)
        #expect(fetched.files == ["a.csv": "1,2\n", "b.csv": "3,4\n"])
        #expect(fetched.origin(of: "a.csv") == nil)
    }

    @Test("offline, files of this machine are got as always")
    func offline() throws {
        let file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(OfferedFile.source("first", file))
        #expect(try project.fetch(settings: ["offline": ["true"]]).files == ["a.csv": "1,2\n"])
    }
}
