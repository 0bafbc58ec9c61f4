import Foundation
import TestSupport
import Testing

@testable import Fetching

/// A tar header of before POSIX, whose checksum alone tells what it is.
private let oldTarHeader: [UInt8] = {
    var header = Array("a.csv".utf8) + zeros(507)
    header.replaceSubrange(148..<156, with: Array("        ".utf8))
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    header.replaceSubrange(148..<(148 + sum.utf8.count), with: Array(sum.utf8))
    return header
}()

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

private let superblock: [UInt8] = [0x89] + Array("HDF\r\n\u{1a}\n".utf8)

@Suite struct FileSignatureTests {
    private let folder: FetchFolder

    init() throws { folder = try FetchFolder() }

    private func fits(_ signature: FileSignature, _ bytes: [UInt8]) throws -> Bool {
        try signature.fits(size: bytes.count) { offset, count in
            Array(bytes.dropFirst(offset).prefix(count))
        }
    }

    @Test(
        "names promise formats by their last suffix",
        arguments: [
            ("hopper_expert-v2.hdf5", .hdf5), ("a.H5", .hdf5), ("train-00000.parquet", .parquet),
            ("x.npy", .npy), ("x.npz", .zip), ("x.zip", .zip), ("x.tar.gz", .gzip),
            ("x.tgz", .gzip), ("x.csv.xz", .xz), ("x.zst", .zstd), ("a/b.jpeg", .jpeg),
            ("x.tar", .tar), ("x.csv", .text), ("x.tsv", .text), ("x.bin", nil), ("csv", nil),
            ("a.csv/b", nil), ("", nil), ("x.", nil),
        ] as [(String, FileSignature?)])
    func names(name: String, signature: FileSignature?) {
        #expect(FileSignature.forName(name) == signature)
    }

    @Test(
        "bytes that are of the format",
        arguments: [
            (.hdf5, superblock), (.hdf5, zeros(512) + superblock),
            (.hdf5, zeros(4096) + superblock + zeros(10)),
            (.parquet, Array("PAR1PAR1".utf8)), (.parquet, Array("PAR1 and more PAR1".utf8)),
            (.npy, [0x93] + Array("NUMPY\u{1}".utf8)), (.zip, Array("PK\u{3}\u{4}...".utf8)),
            (.zip, Array("PK\u{5}\u{6}".utf8) + zeros(18)), (.gzip, [0x1f, 0x8b, 8]),
            (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]), (.zstd, [0x28, 0xb5, 0x2f, 0xfd]),
            (.zstd, [0x5f, 0x2a, 0x4d, 0x18]), (.jpeg, [0xff, 0xd8, 0xff, 0xe0]),
            (.tar, oldTarHeader), (.tar, zeros(257) + Array("ustar".utf8) + zeros(250)),
            (.text, Array("a,b\n1,2\n".utf8)), (.text, Array("<DATE>,x\n".utf8)),
            (.text, [0xef, 0xbb, 0xbf] + Array("a,b".utf8)), (.text, [0xe9, 0x2c, 0x31]),
            // Whatever comes later is for the reader to find.
            (.text, Array(repeating: 0x31, count: 1 << 16) + [0]),
        ] as [(FileSignature, [UInt8])])
    func right(signature: FileSignature, bytes: [UInt8]) throws {
        #expect(try fits(signature, bytes))
    }

    @Test("an error message is of no format, and neither is nothing at all")
    func errorMessages() throws {
        for signature in FileSignature.allCases {
            for text in [
                "", " \n{\"error\": \"no such record\"}", "<!DOCTYPE html><title>x</title>",
                "<?xml version=\"1.0\"?><Error/>",
            ] {
                #expect(try !fits(signature, Array(text.utf8)), "\(signature): '\(text)'")
            }
        }
    }

    @Test(
        "bytes that are not of the format",
        arguments: [
            (.hdf5, zeros(100) + superblock), (.hdf5, zeros(1536) + superblock),
            (.hdf5, superblock.dropLast()), (.parquet, Array("PAR1".utf8)),
            (.parquet, Array("PAR1 cut of".utf8)), (.parquet, Array("1234 PAR1".utf8)),
            (.tar, oldTarHeader.dropLast()), (.tar, [1] + oldTarHeader.dropFirst()),
            (.tar, zeros(512)), (.zip, Array("PK".utf8)), (.text, Array("a,b\0".utf8)),
        ] as [(FileSignature, [UInt8])])
    func wrong(signature: FileSignature, bytes: [UInt8]) throws {
        #expect(try !fits(signature, bytes))
    }

    @Test(
        "a file of unknown digest that is not of the format is refused, and nothing is kept of it",
        arguments: [nil, 25])
    func refused(size: Int?) throws {
        let message = SampleFile("{\"error\": \"no such file\"}")
        let server = try MisbehavingServer(message, [.good])
        try folder.project.write(message.bytes, to: "mirror/x.hdf5")
        let path = folder.project.path("mirror/x.hdf5")
        let error = folder.error(
            Download(
                name: "x.hdf5", locations: [Location(path: path), try Location(server.url())],
                size: size, signature: .hdf5))
        let reason = "does not have the bytes of an HDF5 file; it may be an error message"
        #expect(
            error?.description == """
                x.hdf5: could not be fetched from any of its 2 locations
                  \(path): \(reason)
                  \(server.url()): \(reason)
                """)
        #expect(error?.hasWrongContent == true)
        #expect(folder.names.isEmpty)
        #expect(folder.partialNames.isEmpty)
    }

    @Test("the next location's file is taken when it is of the format; a digest needs no format")
    func taken() throws {
        let message = try MisbehavingServer(SampleFile("no such file"), [.good])
        let file = SampleFile(bytes: zeros(512) + superblock)
        let good = try MisbehavingServer(file, [.good])
        let fetched = try folder.fetcher.fetch(
            Download(
                name: "x.hdf5", locations: [Location(message.url()), Location(good.url())],
                signature: .hdf5))
        #expect(folder.bytes(of: fetched) == file.bytes)
        let odd = SampleFile("known by its digest")
        let server = try MisbehavingServer(odd, [.good])
        let known = try folder.fetcher.fetch(
            Download(
                name: "x.hdf5", locations: [Location(server.url())], sha256: odd.sha256,
                signature: .hdf5))
        #expect(folder.bytes(of: known) == odd.bytes)
    }
}
