import Foundation
import Glibc
import TestSupport
import Testing

@testable import Archives

@Suite struct ArchiveExtractorTests {
    private let folder: ExtractionFolder

    init() throws { folder = try ExtractionFolder() }

    private static let entries: [PackedEntry] = [
        PackedEntry(name: "data/", kind: .folder, mode: 0o755),
        .file("data/b.csv", "1,2\n"),
        .file("data/a.csv", String(repeating: "3,4\n", count: 50_000)),
        .file("Readme.txt", ""),
        PackedEntry(name: "empty/", kind: .folder, mode: 0o755),
        .file("__MACOSX/data/._a.csv", "litter"),
    ]

    private static let packings: [(String, PackedArchive)] = [
        ("a.zip", PackedArchive(format: .zip)),
        ("stored.zip", PackedArchive(format: .zip, options: "compression=store")),
        ("a.tar", PackedArchive()),
        ("gnu.tar", PackedArchive(format: .gnu)),
        ("a.tar.gz", PackedArchive(filters: [.gzip])),
        ("a.tar.xz", PackedArchive(filters: [.xz])),
        ("a.tar.zst", PackedArchive(filters: [.zstd])),
        ("a", PackedArchive(filters: [.gzip])),
    ]

    @Test(
        "every format gives the same files, sorted, and folders where files need them",
        arguments: packings)
    func formats(name: String, packing: PackedArchive) throws {
        let path = try folder.packed(name, packing, Self.entries)
        let files = try ArchiveExtractor.extract(path, into: folder.output, .everything)
        #expect(files == ["Readme.txt", "__MACOSX/data/._a.csv", "data/a.csv", "data/b.csv"])
        #expect(folder.listing() == (files + ["__MACOSX", "__MACOSX/data", "data"]).sorted())
        #expect(try folder.text("data/a.csv") == String(repeating: "3,4\n", count: 50_000))
        #expect(try folder.text("data/b.csv") == "1,2\n")
        #expect(try folder.text("Readme.txt") == "")
    }

    @Test("what is packed can be taken out again; other names are refused before anything is made")
    func packedNames() throws {
        let source = try folder.archive("source", Array("content".utf8))
        let path = folder.path("packed.tar.zst")
        for name in ["a\tb", "a\\b", "/a", "../a", ""] {
            #expect(throws: ArchiveError.self) {
                try ArchivePacker.pack([(name, source)], into: path, named: "packed")
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        try ArchivePacker.pack([("d/ä b.txt", source)], into: path, named: "packed")
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, .everything) == ["d/ä b.txt"])
    }

    @Test(
        "a bare compressed file is named after its archive",
        arguments: [
            (PackedArchive.Filter.gzip, "t.csv.gz"), (.xz, "t.csv.xz"), (.zstd, "t.csv.zst"),
            (.gzip, "t.csv.GZ"), (.xz, "t.csv"),
        ])
    func bare(filter: PackedArchive.Filter, name: String) throws {
        let text = String(repeating: "1,2,3\n", count: 100_000)
        let path = try folder.packed(
            name, PackedArchive(format: .raw, filters: [filter]), [.file("x", text)])
        let files = try ArchiveExtractor.extract(path, into: folder.output, .taking("t.csv"))
        #expect(files == ["t.csv"])
        #expect(try folder.text("t.csv") == text)
    }

    @Test(
        "an archive that lies under another name than its own goes by its own",
        arguments: [
            (PackedArchive.Filter.gzip, "tables/t.csv.gz"), (.xz, "t.csv.xz"), (.zstd, "t.csv.zst"),
        ])
    func named(filter: PackedArchive.Filter, name: String) throws {
        let digest = String(repeating: "0f", count: 32)
        let path = try folder.packed(
            digest, PackedArchive(format: .raw, filters: [filter]), [.file("x", "1,2\n")])
        let files = try ArchiveExtractor.extract(
            path, named: name, into: folder.output, .taking("t.csv"))
        #expect(files == ["t.csv"])
        #expect(try folder.text("t.csv") == "1,2\n")
        try folder.clear()
        for (name, selection, message) in [
            (name, .taking("u.csv"), "has no file 'u.csv'; the nearest it has: 't.csv'"),
            (
                "t.tar.gz", .everything,
                "does not hold a tar, or a damaged one; copy or download it again"
            ),
        ] as [(String, ArchiveSelection, String)] {
            #expect {
                try ArchiveExtractor.extract(path, named: name, into: folder.output, selection)
            } throws: {
                "\($0)" == "\(name): \(message)"
            }
            #expect(folder.listing() == [])
        }
    }

    @Test("what is wrong with an archive is told by its own name, whatever it is")
    func namedInMessages() throws {
        let text = try folder.archive("0f0f", Array("no archive at all".utf8))
        let empty = try folder.archive("1f1f", [])
        let cut = try folder.archive("2f2f", [0x1f, 0x8b, 0x08, 0])
        for (path, message) in [
            (
                text,
                "is neither a zip nor a tar nor compressed with gzip, xz or zstd, or its beginning "
                    + "or end is damaged; copy or download it again"
            ), (empty, "is empty; copy or download it again"),
            (cut, "ends inside its compressed data; copy or download it again"),
            (
                folder.path("none"),
                "cannot be opened (No such file or directory); check the path and its permissions"
            ),
        ] {
            let error = #expect(throws: ArchiveError.self) {
                try ArchiveExtractor.extract(
                    path, named: "a.zip", into: folder.output, .everything)
            }
            #expect(error?.description == "a.zip: \(message)")
        }
    }

    @Test("only what is taken is written, with folders stripped off its path")
    func selection() throws {
        let path = try folder.packed("a.zip", PackedArchive(format: .zip), Self.entries)
        #expect(
            try ArchiveExtractor.extract(
                path, into: folder.output, .taking("data/*.csv", strip: 1)) == ["a.csv", "b.csv"])
        #expect(folder.listing() == ["a.csv", "b.csv"])
        try folder.clear()
        #expect(
            try ArchiveExtractor.extract(
                path, into: folder.output, .taking("**/._a.csv", "Readme.txt"))
                == ["Readme.txt", "__MACOSX/data/._a.csv"])
    }

    @Test(
        "permissions are 0644 and 0755, whatever the archive and the process want",
        arguments: packings)
    func permissions(name: String, packing: PackedArchive) throws {
        let path = try folder.packed(
            name, packing,
            [
                .file("bin/suid", mode: 0o6755), .file("bin/sticky", mode: 0o1777),
                .file("bin/none", mode: 0),
            ])
        _ = try ArchiveExtractor.extract(path, into: folder.output, .everything)
        #expect(folder.mode("bin") == S_IFDIR | 0o755)
        for file in ["suid", "sticky", "none"] {
            #expect(folder.mode("bin/\(file)") == S_IFREG | 0o644)
        }
    }

    @Test(
        "long names and names beyond ASCII survive, whatever the process's locale",
        arguments: packings)
    func names(name: String, packing: PackedArchive) throws {
        let deep = (0..<8).map { _ in String(repeating: "d", count: 60) }.joined(separator: "/")
        let names = ["\(deep)/\(String(repeating: "f", count: 200))", "größe/日本.csv", "a b'c.csv"]
        let path = try folder.packed(name, packing, names.map { .file($0) })
        let files = try ArchiveExtractor.extract(path, into: folder.output, .everything)
        #expect(Set(files) == Set(names))
        for name in names { #expect(try folder.text(name) == "data") }
    }

    @Test("names that differ in case or in Unicode normalisation are different files")
    func nearlyEqualNames() throws {
        var tar = RawTar()
        for name in ["A", "a", "\u{e9}/x", "e\u{301}/x"] {
            tar.add(Array(name.utf8), Array(name.utf8))
        }
        tar.end()
        let path = try folder.archive("a.tar", tar.bytes)
        let files = try ArchiveExtractor.extract(path, into: folder.output, .everything)
        #expect(files.map { Array($0.utf8) }.count == 4)
        #expect(try folder.text("A") == "A")
        #expect(try folder.text("a") == "a")
    }

    @Test("the archive's own root and dots in paths mean nothing")
    func dots() throws {
        let path = try folder.packed(
            "a.tar", PackedArchive(format: .gnu),
            [
                PackedEntry(name: "./", kind: .folder), .file("./a"), .file("./b/./c"),
                .file("d//e"),
            ])
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, .everything)
                == ["a", "b/c", "d/e"])
    }

    @Test("gzip members in a row are one file, and zeros may follow them")
    func members() throws {
        let packing = PackedArchive(format: .raw, filters: [.gzip])
        let one = try [UInt8](
            Data(contentsOf: URL(fileURLWithPath: folder.packed("1", packing, [.file("x", "ab")]))))
        let two = try [UInt8](
            Data(contentsOf: URL(fileURLWithPath: folder.packed("2", packing, [.file("x", "cd")]))))
        let zeros = [UInt8](repeating: 0, count: 100_000)
        let path = try folder.archive("t.gz", one + two + zeros)
        _ = try ArchiveExtractor.extract(path, into: folder.output, .everything)
        #expect(try folder.text("t") == "abcd")
    }

    @Test("progress rises to 1", arguments: packings)
    func progress(name: String, packing: PackedArchive) throws {
        let path = try folder.packed(name, packing, Self.entries)
        var seen: [Double] = []
        _ = try ArchiveExtractor.extract(
            path, into: folder.output, .everything, progress: { seen.append($0) })
        #expect(seen.count > 2)
        #expect(seen == seen.sorted())
        #expect(seen.allSatisfy { (0...1).contains($0) })
        #expect(seen.last == 1)
    }

    @Test("cancelled at any moment, nothing is left", arguments: packings)
    func cancellation(name: String, packing: PackedArchive) throws {
        let path = try folder.packed(name, packing, Self.entries)
        final class Countdown { var left = 0 }
        for moment in 0..<12 {
            let countdown = Countdown()
            countdown.left = moment
            do throws(ArchiveError) {
                _ = try ArchiveExtractor.extract(
                    path, into: folder.output, .everything,
                    isCancelled: {
                        countdown.left -= 1
                        return countdown.left < 0
                    })
                // Small archives are done before the later moments.
                #expect(moment > 4)
            } catch {
                #expect(error.isCancellation)
                #expect(
                    "\(error)" == "\(path): was not read to its end: cancelled; run it again")
                #expect(folder.listing() == [])
            }
            try folder.clear()
        }
    }

    @Test("the folder must exist and be empty, and what is in it stays")
    func outputFolder() throws {
        let path = try folder.packed("a.tar", PackedArchive(), [.file("a")])
        let missing = folder.path("none")
        #expect {
            try ArchiveExtractor.extract(path, into: missing, .everything)
        } throws: {
            "\($0)" == "\(path): cannot be extracted into '\(missing)' (No such file or "
                + "directory); name an existing folder that you may write to"
        }
        try Data().write(to: URL(fileURLWithPath: folder.output + "/a"))
        #expect {
            try ArchiveExtractor.extract(path, into: folder.output, .everything)
        } throws: {
            "\($0)" == "\(path): cannot be extracted into '\(folder.output)', which is not empty; "
                + "name an empty folder"
        }
        #expect(folder.listing() == ["a"])
    }

    @Test(
        "SGEMM's archive gives its table",
        .enabled(if: RealData.isPresent("sgemm_product_dataset.zip"), "\(RealData.absence)"))
    func sgemm() throws {
        let files = try ArchiveExtractor.extract(
            RealData.path("sgemm_product_dataset.zip"), into: folder.output,
            .taking("sgemm_product.csv", maximumEntries: 10, maximumBytes: 14_353_701))
        #expect(files == ["sgemm_product.csv"])
        let size =
            try FileManager.default.attributesOfItem(
                atPath: folder.output + "/sgemm_product.csv")[.size] as? Int
        // Its CRC is checked on the way.
        #expect(size == 14_353_701)
    }
}
