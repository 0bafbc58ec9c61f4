import Foundation
import LinearAlgebra
import Testing

@testable import Archives

@Suite struct DamagedArchiveTests {
    private let folder: ExtractionFolder

    init() throws { folder = try ExtractionFolder() }

    private static let contents = [
        "a.csv": (0..<300).map { "\($0),\($0 * $0)\n" }.joined(), "d/b.txt": "short\n",
    ]

    private static let packings: [(String, PackedArchive)] = [
        ("a.zip", PackedArchive(format: .zip)),
        ("stored.zip", PackedArchive(format: .zip, options: "compression=store")),
        ("a.tar", PackedArchive()),
        ("a.tar.gz", PackedArchive(filters: [.gzip])),
        ("a.tar.xz", PackedArchive(filters: [.xz])),
        ("a.tar.zst", PackedArchive(filters: [.zstd])),
    ]

    private func bytes(_ name: String, _ packing: PackedArchive) throws -> [UInt8] {
        let path = try folder.packed(
            name, packing,
            Self.contents.sorted { $0.key < $1.key }.map { .file($0.key, $0.value) })
        return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Whether the archive is refused, with nothing left of it; else what it gave.
    private func outcome(_ path: String) throws -> [String: String]? {
        do throws(ArchiveError) {
            let files = try ArchiveExtractor.extract(
                path, into: folder.output,
                ArchiveSelection(maximumEntries: 50, maximumBytes: 1_000_000))
            var result: [String: String] = [:]
            for file in files {
                result[file] = String(
                    decoding: FileManager.default.contents(
                        atPath: folder.output + "/" + file) ?? Data(), as: UTF8.self)
            }
            return result
        } catch {
            #expect(error.description.hasPrefix("\(path): "))
            #expect(!error.isCancellation)
            #expect(folder.listing() == [])
            return nil
        }
    }

    @Test("cut off anywhere, it is refused", arguments: packings)
    func truncated(name: String, packing: PackedArchive) throws {
        let whole = try bytes(name, packing)
        #expect(try outcome(folder.path(name)) == Self.contents)
        try folder.clear()
        // Of the tar only cuts into its padding of zeros are harmless.
        let end = name == "a.tar" ? (whole.lastIndex { $0 != 0 } ?? 0) : whole.count
        for count in stride(from: 0, to: end, by: max(1, end / 150)) {
            let path = try folder.archive("cut-\(name)", Array(whole.prefix(count)))
            #expect(try outcome(path) == nil, "\(count) of \(whole.count) bytes")
            try folder.clear()
        }
    }

    @Test(
        "a changed bit of the data is found by the checksum",
        arguments: packings.filter { $0.0 != "a.tar" && $0.0 != "a.tar.zst" })
    func checksums(name: String, packing: PackedArchive) throws {
        let whole = try bytes(name, packing)
        for place in stride(from: whole.count / 4, to: whole.count / 2, by: 7) {
            var bytes = whole
            bytes[place] ^= 0x10
            let path = try folder.archive("bit-\(name)", bytes)
            #expect(try outcome(path) == nil, "byte \(place)")
            try folder.clear()
        }
    }

    @Test(
        "gzip's own checksum and length are checked, in a tar too",
        arguments: [-8, -5, -4, -1])
    func trailer(place: Int) throws {
        for name in ["a.tar.gz", "b.gz"] {
            let packing = PackedArchive(
                format: name == "b.gz" ? .raw : .pax, filters: [.gzip])
            let whole = try folder.packed(name, packing, [.file("x")])
            var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: whole)))
            bytes[bytes.count + place] ^= 1
            let path = try folder.archive(name, bytes)
            folder.expectRefusal(
                path,
                "is damaged (gzip: incorrect \(place < -4 ? "data" : "length") check); copy or "
                    + "download it again")
        }
    }

    @Test("what is no archive at all")
    func notArchives() throws {
        let unknown =
            "is neither a zip nor a tar nor compressed with gzip, xz or zstd, or its beginning or "
            + "end is damaged; copy or download it again"
        folder.expectRefusal(
            try folder.archive("a.zip", Array("<html>Log in</html>".utf8)), unknown)
        folder.expectRefusal(try folder.archive("b.zip", []), "is empty; copy or download it again")
        folder.expectRefusal(
            try folder.packed(
                "a.tar.gz", PackedArchive(format: .raw, filters: [.gzip]), [.file("x")]),
            "does not hold a tar, or a damaged one; copy or download it again")
        let missing = folder.path("none.zip")
        folder.expectRefusal(
            missing,
            "cannot be opened (No such file or directory); check the path and its permissions")
        folder.expectRefusal("/dev/zero", "is not a regular file; name an archive")
        folder.expectRefusal(folder.path(""), "is not a regular file; name an archive")
    }

    @Test("4,000 damaged archives are refused without a trace or give the right files")
    func mutations() throws {
        var stream = RandomStream(seed: 13, stream: "archives")
        let seeds = try Self.packings.map { ($0.0, try bytes($0.0, $0.1)) }
        var (read, refused) = (0, 0)
        for round in 0..<4000 {
            var (name, bytes) = seeds[round % seeds.count]
            for _ in 0...stream.index(below: 3) {
                let place = stream.index(below: bytes.count)
                switch stream.index(below: 5) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(truncatingIfNeeded: stream.next()), at: place)
                default: bytes[place] ^= 1 << UInt8(stream.index(below: 8))
                }
            }
            let path = try folder.archive("m-\(name)", bytes)
            guard let files = try outcome(path) else {
                refused += 1
                continue
            }
            read += 1
            #expect(files.keys.allSatisfy { !$0.hasPrefix("/") && !$0.contains("..") })
            // Checksums cover the contents everywhere but in a bare tar; names are covered only
            // where all of the tar is compressed.
            if name.hasSuffix(".zip") {
                #expect(files.values.allSatisfy(Self.contents.values.contains))
            } else if name.hasSuffix(".gz") || name.hasSuffix(".xz") {
                #expect(files == Self.contents)
            }
            try folder.clear()
        }
        #expect(read > 200)
        #expect(refused > 1000)
    }
}
