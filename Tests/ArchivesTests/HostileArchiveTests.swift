import Foundation
import Glibc
import Testing

@testable import Archives

private let distrust = "get it from a source you trust"
private let copyAgain = "copy or download it again"

/// A tar with a harmless file before and after one of the given name.
private func tar(_ name: [UInt8], type: Character = "0", link: String = "") -> [UInt8] {
    var tar = RawTar()
    tar.add(Array("first".utf8), [1])
    tar.add(name, type: type, link: Array(link.utf8))
    tar.add(Array("last".utf8), [2])
    tar.end()
    return tar.bytes
}

@Suite struct HostileArchiveTests {
    private let folder: ExtractionFolder

    init() throws { folder = try ExtractionFolder() }

    @Test(
        "names that lead out of the folder or are no names, in tar and zip",
        arguments: [
            ("/etc/passwd", "'/etc/passwd' has an absolute path"),
            ("../evil", "'../evil' climbs out of the folder with '..'"),
            ("a/../../evil", "'a/../../evil' climbs out of the folder with '..'"),
            ("a/..", "'a/..' climbs out of the folder with '..'"),
            ("a\nb", "'a\\u{A}b' has a control character in its name"),
            ("\u{1b}[2J", "'\\u{1B}[2J' has a control character in its name"),
        ])
    func names(name: String, problem: String) throws {
        let archives = [
            ("a.tar", tar(Array(name.utf8))),
            ("a.zip", RawZip.bytes([.init(name: Array(name.utf8))])),
        ]
        for (file, bytes) in archives {
            let path = try folder.archive(file, bytes)
            folder.expectRefusal(path, "entry \(problem); \(distrust)")
            // A selection of other files makes no difference.
            folder.expectRefusal(path, .taking("first"), "entry \(problem); \(distrust)")
        }
    }

    @Test("a name ends at a NUL, and what follows leads nowhere")
    func nul() throws {
        let name = Array("good\0/../../evil".utf8)
        for (file, bytes) in [("a.zip", RawZip.bytes([.init(name: name)])), ("a.tar", tar(name))] {
            let path = try folder.archive(file, bytes)
            #expect(
                try ArchiveExtractor.extract(path, into: folder.output, .taking("good"))
                    == ["good"])
            #expect(folder.listing() == ["good"])
            try folder.clear()
        }
    }

    @Test("a zip's two names of an entry: neither leads out of the folder")
    func twoNames() throws {
        for (name, localName) in [("good", "../evil"), ("../evil", "good"), ("good", "/evil")] {
            let entry = RawZip.Entry(name: Array(name.utf8), localName: Array(localName.utf8))
            let path = try folder.archive("a.zip", RawZip.bytes([entry]))
            do throws(ArchiveError) {
                let files = try ArchiveExtractor.extract(path, into: folder.output, .everything)
                #expect(files == ["good"])
            } catch {
                #expect(error.remedy == distrust)
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path("evil")))
            try folder.clear()
        }
    }

    @Test("a backslash is refused, or taken for the separator that it is to others")
    func backslash() throws {
        let problem = "has a backslash in its name, a separator to some programs; \(distrust)"
        folder.expectRefusal(
            try folder.archive("a.tar", tar(Array("..\\evil".utf8))),
            "entry '..\\evil' \(problem)")
        folder.expectRefusal(
            try folder.archive(
                "a.zip", RawZip.bytes([.init(name: Array("a/b\\c".utf8), system: 0)])),
            "entry 'a/b\\c' \(problem)")
        folder.expectRefusal(
            try folder.archive(
                "b.zip", RawZip.bytes([.init(name: Array("..\\evil".utf8), system: 0)])),
            "entry '../evil' climbs out of the folder with '..'; \(distrust)")
    }

    @Test("an entry without a name")
    func noName() throws {
        folder.expectRefusal(
            try folder.archive("a.tar", tar([])), "entry '' has no name; \(distrust)")
    }

    @Test("a name that is not UTF-8 is refused when everything is taken, else passed over")
    func notUTF8() throws {
        let name: [UInt8] = Array("caf".utf8) + [0xe9]
        for (file, bytes) in [
            ("a.tar", tar(name)),
            ("a.zip", RawZip.bytes([.init(name: Array("first".utf8)), .init(name: name)])),
        ] {
            let path = try folder.archive(file, bytes)
            folder.expectRefusal(
                path, "entry 'caf\\xE9' has a name that is not UTF-8; \(distrust)")
            #expect(
                try ArchiveExtractor.extract(path, into: folder.output, .taking("first"))
                    == ["first"])
            try folder.clear()
        }
    }

    @Test("names and paths that no file system takes")
    func longNames() throws {
        let long = "a/" + String(repeating: "x", count: 256)
        folder.expectRefusal(
            try folder.packed("a.tar", PackedArchive(), [.file(long)]),
            "entry '\(String(long.prefix(120)))…' has a name longer than 255 bytes or a path longer "
                + "than 4095; \(distrust)")
        let deep = String(repeating: "d/", count: 64) + "x"
        folder.expectRefusal(
            try folder.packed("b.tar", PackedArchive(), [.file(deep)]),
            "entry '\(String(deep.prefix(120)))…' lies more than 64 folders deep; \(distrust)")
    }

    @Test(
        "links and devices are refused where they are taken and ignored where they aren't",
        arguments: [
            ("1", "/etc/passwd", "a hard link"), ("1", "first", "a hard link"),
            ("2", "/etc/passwd", "a symbolic link"), ("2", "first", "a symbolic link"),
            ("3", "", "a device"), ("4", "", "a device"), ("6", "", "a named pipe"),
        ] as [(Character, String, String)])
    func links(type: Character, link: String, kind: String) throws {
        let path = try folder.archive("a.tar", tar(Array("odd".utf8), type: type, link: link))
        let message =
            "entry 'odd' is \(kind), not a regular file or folder; take other entries, or "
            + distrust
        folder.expectRefusal(path, message)
        folder.expectRefusal(path, .taking("o*"), message)
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, .taking("first", "last"))
                == ["first", "last"])
    }

    @Test("a symbolic link in a zip, and a file that would be written through it")
    func writeThrough() throws {
        let outside = folder.path("outside")
        try FileManager.default.createDirectory(
            atPath: outside, withIntermediateDirectories: false)
        let link = RawZip.Entry(
            name: Array("door".utf8), data: Array(outside.utf8), mode: 0o120777)
        let file = RawZip.Entry(name: Array("door/evil".utf8))
        let path = try folder.archive("a.zip", RawZip.bytes([link, file]))
        folder.expectRefusal(
            path,
            "entry 'door' is a symbolic link, not a regular file or folder; take other entries, or "
                + distrust)
        // Not taken, it isn't made, and the file's folder is a plain one.
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, .taking("door/*"))
                == ["door/evil"])
        #expect(folder.mode("door") & S_IFMT == S_IFDIR)
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == [])
    }

    @Test(
        "entries that collide",
        arguments: [
            ([.file("a"), .file("a")], "a"),
            ([.file("a"), .file("./a")], "a"),
            ([.file("a"), .file("a/b")], "a"),
            ([.file("a/b"), .file("a")], "a"),
            ([.file("a/b/c"), .file("x"), .file("a/b")], "a/b"),
            ([.file("a"), PackedEntry(name: "a/", kind: .folder)], "a"),
            ([PackedEntry(name: "a/", kind: .folder), .file("a")], "a"),
        ] as [([PackedEntry], String)])
    func collisions(entries: [PackedEntry], place: String) throws {
        let message =
            "entry '\(place)' collides with another entry of that path; take one of them, or strip "
            + "fewer folders"
        folder.expectRefusal(
            try folder.packed("a.tar", PackedArchive(format: .gnu), entries), message)
        folder.expectRefusal(
            try folder.packed("a.zip", PackedArchive(format: .zip), entries), message)
    }

    @Test("files that collide only when their folders are stripped")
    func strippedCollision() throws {
        let path = try folder.packed("a.tar", PackedArchive(), [.file("x/a"), .file("y/a")])
        folder.expectRefusal(
            path, .taking("*/a", strip: 1),
            "entry 'a' collides with another entry of that path; take one of them, or strip fewer "
                + "folders")
        folder.expectRefusal(
            path, .taking("*/a", strip: 2),
            "entry 'x/a' has nothing left of its path when 2 components are stripped; strip fewer")
    }

    @Test("sparse files are refused where they are taken")
    func sparse() throws {
        let path = try folder.packed(
            "a.tar", PackedArchive(),
            [.file("first"), PackedEntry(name: "holes", kind: .sparse(size: 1_000_000))])
        folder.expectRefusal(
            path, "entry 'holes' is stored with holes, as a sparse file; pack it without --sparse")
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, .taking("first")) == ["first"])
    }

    @Test("encrypted entries", arguments: ["zipcrypt", "aes256"])
    func encrypted(method: String) throws {
        let path = try folder.packed(
            "a.zip",
            PackedArchive(format: .zip, options: "encryption=\(method)", passphrase: "x"),
            [.file("secret")])
        folder.expectRefusal(path, "entry 'secret' is encrypted; pack it without a password")
    }

    @Test("what is taken must be there; the nearest names are shown")
    func nothingTaken() throws {
        let path = try folder.packed(
            "a.zip", PackedArchive(format: .zip),
            [.file("data/sgemm_product.csv"), .file("Readme.txt"), .file("x"), .file("yy")])
        folder.expectRefusal(
            path, .taking("Readme.txt", "sgemm_product.csv"),
            "has no file 'sgemm_product.csv'; the nearest it has: 'data/sgemm_product.csv', "
                + "'Readme.txt', 'x'")
        folder.expectRefusal(
            path, .taking("Read.txt"),
            "has no file 'Read.txt'; the nearest it has: 'Readme.txt', 'x', 'yy'")
        let empty = try folder.packed(
            "b.tar", PackedArchive(), [PackedEntry(name: "d/", kind: .folder)])
        folder.expectRefusal(
            empty, .taking("d"), "has no file 'd'; it has no files at all")
        folder.expectRefusal(empty, "holds no files; \(copyAgain)")
    }
}
