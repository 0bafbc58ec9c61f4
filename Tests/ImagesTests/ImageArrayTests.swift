import Foundation
import Images
import TestSupport
import Testing

@Suite struct ImageArrayTests {
    private let folder: TemporaryProject
    private static let size = ImageSize(height: 2, width: 3)

    init() throws { folder = try TemporaryProject() }

    /// Picture i has the bytes 18 i, 18 i + 1, ….
    private static func image(_ index: Int) -> RGBImage {
        RGBImage(
            size: size, pixels: (0..<18).map { UInt8(truncatingIfNeeded: 18 * index + $0) })
    }

    private func written(_ count: Int) throws -> String {
        let path = folder.path("x.npy")
        let writer = try ImageArrayWriter(path: path, size: Self.size)
        for index in 0..<count { try writer.append(Self.image(index)) }
        #expect(writer.count == count)
        try writer.finish()
        return path
    }

    @Test("pictures come back as they were written, one by one and gathered")
    func roundTrip() throws {
        let array = try ImageArray(path: try written(20))
        #expect(array.count == 20)
        #expect(array.size == Self.size)
        for index in 0..<20 { #expect(array.image(index) == Self.image(index)) }
        var bytes = [UInt8](repeating: 0, count: 4 * 18)
        array.gather([19, 0, 7, 7], into: &bytes)
        #expect(bytes == [19, 0, 7, 7].flatMap { Self.image($0).pixels })
    }

    @Test("pictures that are released are none of the process's memory, and come back")
    func released() throws {
        let array = try ImageArray(path: try written(20_000))
        func resident() throws -> Int {
            let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
            let maps = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
            let place = try #require(maps.range(of: array.path))
            let size = try #require(maps[place.upperBound...].firstMatch(of: /Rss: +([0-9]+) kB/))
            return try #require(Int(size.1))
        }
        for index in 0..<20_000 { _ = array.image(index) }
        #expect(try resident() > 300)
        array.release()
        #expect(try resident() == 0)
        #expect(array.image(19_999) == Self.image(19_999))
    }

    @Test("the bytes are those of numpy.save")
    func bytesOfNumPy() throws {
        let path = folder.path("x.npy")
        let golden = try ImageArray(path: Golden.path("square.npy"))
        let writer = try ImageArrayWriter(path: path, size: golden.size)
        try writer.append(pixels: golden.image(0).pixels)
        try writer.finish()
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: golden.path))
    }

    @Test("several pictures at once are as many pictures")
    func appendsMany() throws {
        let path = folder.path("x.npy")
        let writer = try ImageArrayWriter(path: path, size: Self.size)
        try writer.append(Self.image(0))
        try writer.append(pixels: Self.image(1).pixels + Self.image(2).pixels)
        try writer.append(pixels: [])
        try writer.finish()
        let array = try ImageArray(path: path)
        #expect((0..<array.count).map(array.image) == (0..<3).map(Self.image))
    }

    @Test("gathered numbers are scaled and laid out as asked", arguments: PixelScale.allCases)
    func gathersFloats(scale: PixelScale) throws {
        let array = try ImageArray(path: try written(15))
        let expected: [Float] = [14, 3].flatMap { Self.image($0).pixels }.map {
            switch scale {
            case .raw: Float($0)
            case .unit: Float($0) / 255
            case .symmetric: (Float($0) / 255 - 0.5) / 0.5
            }
        }
        var values = [Float](repeating: .nan, count: 36)
        array.gather([14, 3], as: scale, .channelsLast, into: &values)
        #expect(values == expected)
        array.gather([14, 3], as: scale, .channelsFirst, into: &values)
        for picture in 0..<2 {
            for channel in 0..<3 {
                for pixel in 0..<6 {
                    #expect(
                        values[picture * 18 + channel * 6 + pixel]
                            == expected[picture * 18 + pixel * 3 + channel])
                }
            }
        }
    }

    @Test("scales reach their ends exactly")
    func scales() {
        #expect(PixelScale.raw.values == (0...255).map(Float.init))
        #expect(PixelScale.unit.values.first == 0 && PixelScale.unit.values.last == 1)
        #expect(PixelScale.symmetric.values.first == -1 && PixelScale.symmetric.values.last == 1)
        #expect(PixelScale.unit.values[51] == 0.2)
    }

    @Test("until it is finished, a file isn't there; abandoned, it leaves nothing")
    func abandoned() throws {
        let path = folder.path("x.npy")
        var writer: ImageArrayWriter? = try ImageArrayWriter(path: path, size: Self.size)
        try writer?.append(Self.image(0))
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        writer = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a finished file takes the place of an older one, which its readers keep")
    func replaces() throws {
        let old = try ImageArray(path: try written(3))
        let new = try ImageArray(path: try written(5))
        #expect(old.count == 3 && new.count == 5)
        #expect(old.image(2) == Self.image(2))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.npy"])
    }

    @Test("no pictures, no file; a missing folder is told")
    func unwritable() throws {
        let path = folder.path("x.npy")
        #expect {
            try ImageArrayWriter(path: path, size: Self.size).finish()
        } throws: {
            "\($0)" == "\(path): would have no pictures; check the step that should have made them"
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let missing = folder.path("none/x.npy")
        #expect {
            try ImageArrayWriter(path: missing, size: Self.size)
        } throws: {
            "\($0)" == "\(missing): cannot be written (No such file or directory); check the path, "
                + "its permissions and the free space"
        }
    }

    @Test("a file shorter or longer than its header says is not mapped")
    func wrongLength() throws {
        let path = try written(3)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for change in [-1, -18, 1] {
            let bytes = change < 0 ? whole.dropLast(-change) : whole + Data(count: change)
            try bytes.write(to: URL(fileURLWithPath: path))
            expect(
                path,
                "has \(54 + change) bytes of pixels, but the shape (3, 2, 3, 3) needs 54; copy it "
                    + "or make it again")
        }
        try whole.prefix(100).write(to: URL(fileURLWithPath: path))
        expect(path, "ends after 100 bytes, inside its header; copy or download it again")
        try Data().write(to: URL(fileURLWithPath: path))
        expect(
            path,
            "does not start with the signature of a .npy file; convert it with numpy.save")
    }

    private func expect(
        _ path: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try ImageArray(path: path)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
    }

    /// The start of a `.npy` file of version 1.0.
    private func header(_ type: String, _ shape: String, order: String = "False") throws -> String {
        let text = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
        try folder.write(
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8),
            to: "x.npy")
        return folder.path("x.npy")
    }

    @Test("arrays of anything but pictures are refused")
    func layout() throws {
        let wanted = "not uint8 pictures of [count, height, width, 3]; name an array of pictures"
        expect(
            try header("<f4", "(1, 2, 3, 3)"),
            "holds '<f4' of shape (1, 2, 3, 3), \(wanted)")
        expect(
            try header("|u1", "(1, 2, 3, 1)"), "holds '|u1' of shape (1, 2, 3, 1), \(wanted)")
        expect(try header("|u1", "(18,)"), "holds '|u1' of shape (18,), \(wanted)")
        expect(
            try header("|u1", "(1, 2, 3, 3)", order: "True"),
            "holds '|u1' of shape (1, 2, 3, 3), column-major, \(wanted)")
        expect(
            try header("|u1", "(0, 2, 3, 3)"),
            "has the shape (0, 2, 3, 3), so no pixels; check the step that wrote it")
        expect(
            try header("|u1", "(9223372036854775807, 2, 3, 3)"),
            "claims the shape (9223372036854775807, 2, 3, 3), more than any file can hold; save it "
                + "again with numpy.save")
        expect(folder.path, "is not a regular file; name a file of pictures")
    }

    @Test("several threads may read one array")
    func concurrentReading() async throws {
        let array = try ImageArray(path: try written(200))
        let isRight = await withTaskGroup(of: Bool.self) { group in
            for start in 0..<8 {
                group.addTask {
                    stride(from: start, to: 200, by: 3).allSatisfy {
                        array.image($0) == Self.image($0)
                    }
                }
            }
            return await group.allSatisfy(\.self)
        }
        #expect(isRight)
    }
}
