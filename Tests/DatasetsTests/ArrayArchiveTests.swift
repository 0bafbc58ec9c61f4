import Foundation
import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct ArrayArchiveTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(
        "arrays saved by NumPy are read by name, stored and deflated",
        arguments: ["stored.npz", "deflated.npz"])
    func reads(name: String) throws {
        let archive = try ArrayArchive(path: Golden.path(name))
        #expect(archive.names == ["rgb", "targets"])
        let rgb = try archive.array("rgb")
        #expect(rgb.elementType == .uint8)
        #expect(try rgb.doubles().elements == (0..<256).map(Double.init))
        let targets = try archive.array("targets")
        #expect(targets.path == Golden.path(name) + "/targets.npy")
        #expect(
            try targets.doubles() == ArrayFile(path: Golden.path("float64.npy")).doubles())
    }

    @Test("an array that isn't there is answered with those that are")
    func missing() throws {
        let path = Golden.path("stored.npz")
        #expect {
            try ArrayArchive(path: path).array("target")
        } throws: {
            "\($0)" == "\(path): has no array 'target'; it has 'rgb', 'targets'"
        }
    }

    @Test("files that are no archives of arrays")
    func notArchives() throws {
        let array = Golden.path("float64.npy")
        #expect {
            try ArrayArchive(path: array)
        } throws: {
            "\($0)" == "\(array): is neither a zip nor a tar nor compressed with gzip, xz or zstd, "
                + "or its beginning or end is damaged; copy or download it again"
        }
        let missing = folder.path("none.npz")
        #expect {
            try ArrayArchive(path: missing)
        } throws: {
            "\($0)" == "\(missing): cannot be opened (No such file or directory); check the path "
                + "and its permissions"
        }
    }

    @Test("arrays of Python objects are refused within an archive as outside of it")
    func objects() throws {
        let path = Golden.path("objects.npz")
        let archive = try ArrayArchive(path: path)
        #expect(archive.names == ["plain", "pickled"])
        #expect(try archive.array("plain").rows == 3)
        #expect {
            try archive.array("pickled")
        } throws: {
            "\($0)" == "\(path)/pickled.npy: holds Python objects, which are pickled and would run "
                + "code when read; save numbers instead, for example array.astype('<f4')"
        }
    }

    @Test(
        "archives whose names lead elsewhere or occur twice",
        arguments: [
            (
                "climbing.npz",
                "entry '../x.npy' climbs out of the folder with '..'; get it from a source you trust"
            ),
            ("doubled.npz", "entry 'x.npy' is there twice; pack it again"),
        ])
    func hostileNames(name: String, message: String) {
        let path = Golden.path(name)
        #expect {
            try ArrayArchive(path: path)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
    }

    @Test("an array larger than allowed is not unfolded")
    func tooLarge() throws {
        let path = Golden.path("deflated.npz")
        #expect {
            try ArrayArchive(path: path).array("rgb", maximumBytes: 383)
        } throws: {
            "\($0)" == "\(path): entry 'rgb.npy' brings it to more than the 383 bytes allowed; "
                + "raise the limit if you trust it"
        }
        #expect(try ArrayArchive(path: path).array("rgb", maximumBytes: 384).rows == 16)
    }

    @Test("3,000 damaged archives are refused or read, never more, and what is read is right")
    func mutations() throws {
        var stream = RandomStream(seed: 11, stream: "mutations")
        let seeds = try ["stored.npz", "deflated.npz"].map { try [UInt8](Golden.bytes($0)) }
        let expected = try ArrayFile(path: Golden.path("float64.npy")).doubles()
        var (read, refused) = (0, 0)
        for round in 0..<3000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...stream.index(below: 3) {
                let place = stream.index(below: bytes.count)
                switch stream.index(below: 4) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
                case 1: bytes.remove(at: place)
                default: bytes[place] ^= 1 << UInt8(stream.index(below: 8))
                }
            }
            if stream.index(below: 10) == 0 { bytes.removeLast(stream.index(below: bytes.count)) }
            let path = try folder.hastyFile("\(round).npz", bytes)
            do {
                let archive = try ArrayArchive(path: path)
                let values = try archive.array("targets", maximumBytes: 1 << 20).doubles()
                // The zip's checksum covers the array's bytes.
                #expect(values == expected)
                read += 1
            } catch {
                #expect(!"\(error)".isEmpty)
                refused += 1
            }
        }
        #expect(read > 300)
        #expect(refused > 1000)
    }
}
