import Foundation
import Testing

@testable import Archives

@Suite struct BombTests {
    private let folder: ExtractionFolder

    init() throws { folder = try ExtractionFolder() }

    private static let packings: [(String, PackedArchive)] = [
        ("a.zip", PackedArchive(format: .zip)),
        ("a.tar", PackedArchive()),
        ("a.tar.gz", PackedArchive(filters: [.gzip])),
        ("a.tar.xz", PackedArchive(filters: [.xz])),
        ("a.tar.zst", PackedArchive(filters: [.zstd])),
    ]

    @Test("more bytes than allowed stop it on the way", arguments: packings)
    func bytes(name: String, packing: PackedArchive) throws {
        let zeros = String(repeating: "0", count: 3_000_000)
        let path = try folder.packed(name, packing, [.file("a", "x"), .file("b", zeros)])
        var selection = ArchiveSelection(maximumEntries: 2, maximumBytes: 3_000_001)
        #expect(
            try ArchiveExtractor.extract(path, into: folder.output, selection) == ["a", "b"])
        try folder.clear()
        for limit in [3_000_000, 100_000, 1] {
            selection.maximumBytes = limit
            folder.expectRefusal(
                path, selection,
                "entry 'b' brings it to more than the \(limit) bytes allowed; raise the limit if "
                    + "you trust it")
        }
    }

    @Test("a compressed tar's skipped files count, for they are unfolded all the same")
    func skipped() throws {
        let zeros = String(repeating: "0", count: 3_000_000)
        let entries: [PackedEntry] = [.file("b", zeros), .file("a", "x")]
        let selection = ArchiveSelection.taking("a", maximumEntries: 2, maximumBytes: 1_000_000)
        for (name, packing) in Self.packings {
            let path = try folder.packed(name, packing, entries)
            guard packing.filters != [.none] else {
                // Here they are sought past.
                #expect(
                    try ArchiveExtractor.extract(path, into: folder.output, selection) == ["a"])
                try folder.clear()
                continue
            }
            folder.expectRefusal(
                path, selection,
                "entry 'b' brings it to more than the 1000000 bytes allowed; raise the limit if "
                    + "you trust it")
        }
    }

    @Test("entries that are skipped count too", arguments: packings)
    func entries(name: String, packing: PackedArchive) throws {
        let path = try folder.packed(name, packing, (0..<20).map { .file("f\($0)") })
        var selection = ArchiveSelection.taking("f0", maximumEntries: 20, maximumBytes: 1000)
        #expect(try ArchiveExtractor.extract(path, into: folder.output, selection) == ["f0"])
        try folder.clear()
        selection.maximumEntries = 19
        folder.expectRefusal(
            path, selection,
            "has more than the 19 entries allowed; raise the limit if you trust it")
    }

    @Test("bytes without end that belong to no file", arguments: ["gz", "xz", "zst"])
    func endlessPadding(suffix: String) throws {
        var tar = RawTar()
        tar.add(Array("a".utf8), [1])
        let filter: PackedArchive.Filter =
            switch suffix {
            case "gz": .gzip
            case "xz": .xz
            default: .zstd
            }
        let bytes = tar.bytes + [UInt8](repeating: 0, count: 8_000_000)
        let path = try folder.packed(
            "a.tar.\(suffix)", PackedArchive(format: .raw, filters: [filter]),
            [PackedEntry(name: "x", kind: .file(bytes))])
        let selection = ArchiveSelection(maximumEntries: 10, maximumBytes: 100)
        #expect {
            try ArchiveExtractor.extract(path, into: folder.output, selection)
        } throws: {
            let text = "\($0)"
            return text.hasPrefix("\(path): unfolds to ")
                && text.hasSuffix(
                    " bytes that belong to no file; get it from a source you trust")
        }
        #expect(folder.listing() == [])
    }

    @Test("compressed more than once")
    func nested() throws {
        for filters in [
            [PackedArchive.Filter.xz, .zstd], [.xz, .gzip], [.gzip, .xz], [.gzip, .gzip],
        ] {
            let path = try folder.packed(
                "a.tar.x", PackedArchive(filters: filters), [.file("a")])
            folder.expectRefusal(path, "is compressed more than once; decompress it once first")
        }
    }

    @Test("many entries of a zip that share their data stop at the limit")
    func overlapping() throws {
        let data = [UInt8](repeating: 0x41, count: 10_000)
        var entries = [RawZip.Entry(name: Array("0".utf8), data: data)]
        for index in 1..<100 {
            entries.append(RawZip.Entry(name: Array("\(index)".utf8), data: data, offset: 0))
        }
        let path = try folder.archive("a.zip", RawZip.bytes(entries))
        do throws(ArchiveError) {
            // libarchive drops entries at a place it has seen.
            let files = try ArchiveExtractor.extract(
                path, into: folder.output,
                ArchiveSelection(maximumEntries: 200, maximumBytes: 50_000))
            #expect(files.count <= 5)
        } catch {
            #expect(folder.listing() == [])
        }
    }
}
