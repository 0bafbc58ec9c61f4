import Foundation
import Images
import TestSupport
import Testing

@Suite struct JPEGTests {
    private let folder: TemporaryProject

    init() throws { folder = try TemporaryProject() }

    private func expect(
        _ path: String, _ message: String, pixelLimit: Int = JPEGFile.defaultPixelLimit,
        requiring size: ImageSize? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try JPEGFile.decode(path: path, requiring: size, pixelLimit: pixelLimit)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
    }

    @Test(
        "pictures decode to Pillow's pixels",
        arguments: [
            "full-colour", "half-colour", "quarter-colour", "progressive", "one-pixel", "square",
        ])
    func decodes(name: String) throws {
        let expected = try ImageArray(path: Golden.path("\(name).npy")).image(0)
        #expect(try JPEGFile.decode(path: Golden.path("\(name).jpg")) == expected)
        #expect(
            try JPEGFile.decode(
                path: Golden.path("\(name).jpg"), requiring: expected.size, allowsGrey: true,
                pixelLimit: expected.size.height * expected.size.width) == expected)
    }

    @Test("grey pictures decode only where they are allowed")
    func grey() throws {
        let path = Golden.path("grey.jpg")
        let expected = try ImageArray(path: Golden.path("grey.npy")).image(0)
        #expect(try JPEGFile.decode(path: path, allowsGrey: true) == expected)
        expect(
            path,
            "is grey, not in colour; allow grey pictures, convert it to RGB, or leave it out")
    }

    @Test("the colours of print, another size and too many pixels are refused")
    func refused() {
        expect(
            Golden.path("four-colours.jpg"),
            "has the four colours of print (CMYK), not RGB; convert it to RGB, or leave it out")
        expect(
            Golden.path("square.jpg"),
            "has 40×40 pixels, not 40×30 as all others; resize it, or leave it out",
            requiring: ImageSize(height: 40, width: 30))
        expect(
            Golden.path("full-colour.jpg"),
            "claims 23×37 pixels, more than the 850 allowed; make it smaller, or leave it out",
            pixelLimit: 850)
    }

    @Test("a huge size in the header costs no memory")
    func huge() throws {
        var bytes = try Golden.bytes("full-colour.jpg")
        // The frame header: marker, length, precision, then height and width of two bytes each.
        let frame = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xdc, 0xff, 0xdc])
        try folder.write(bytes, to: "x.jpg")
        expect(
            folder.path("x.jpg"),
            "claims 65500×65500 pixels, more than the 67108864 allowed; make it smaller, or leave "
                + "it out")
    }

    @Test("a file cut anywhere is refused, even where a decoder could guess the rest")
    func truncated() throws {
        for name in ["full-colour.jpg", "progressive.jpg"] {
            let whole = try Golden.bytes(name)
            let ends = Array(whole.indices.suffix(12))
            for count in stride(from: 3, to: whole.count - 12, by: 23) + ends {
                try folder.write(Array(whole.prefix(count)), to: "x.jpg")
                #expect {
                    try JPEGFile.decode(path: folder.path("x.jpg"))
                } throws: {
                    "\($0)".hasPrefix("\(folder.path("x.jpg")): can't be decoded as JPEG (")
                }
            }
        }
        try folder.write(Array(try Golden.bytes("square.jpg").dropLast(2)), to: "x.jpg")
        expect(
            folder.path("x.jpg"),
            "can't be decoded as JPEG (Premature end of JPEG file); copy or download it again, or "
                + "leave it out")
    }

    @Test("damaged bytes give a whole picture or an error that names the file")
    func damaged() throws {
        let whole = try Golden.bytes("quarter-colour.jpg")
        var state: UInt32 = 7
        func random(below limit: Int) -> Int {
            state = 1_664_525 &* state &+ 1_013_904_223
            return Int(state >> 8) % limit
        }
        var decodedCount = 0
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0...random(below: 3) {
                bytes[2 + random(below: bytes.count - 2)] = UInt8(random(below: 256))
            }
            try folder.write(bytes, to: "x.jpg")
            do {
                // A small limit: a damaged size must not make the test slow.
                let image = try JPEGFile.decode(path: folder.path("x.jpg"), pixelLimit: 1 << 20)
                #expect(image.pixels.count == image.size.byteCount)
                decodedCount += 1
            } catch {
                #expect(error.path == folder.path("x.jpg"))
            }
        }
        // Both happen: many bytes are coefficients, in which any value may be right.
        #expect((1..<300).contains(decodedCount))
    }

    @Test("what is no JPEG file")
    func notJPEG() throws {
        let path = folder.path("x.jpg")
        try folder.write("", to: "x.jpg")
        expect(path, "is empty; copy or download it again")
        for contents in [[0xff, 0xd8], Array("<html>".utf8), [0x89] + Array("PNG\r\n".utf8)] {
            try folder.write(contents, to: "x.jpg")
            expect(
                path, "does not start as a JPEG file does; convert it to JPEG, or leave it out")
        }
        expect(folder.path, "is not a regular file; name a file of pictures")
        expect(
            folder.path("none.jpg"),
            "cannot be opened (No such file or directory); check the path, its permissions and "
                + "the free space")
    }

    @Test("a written picture decodes to nearly the same, and always has the same bytes")
    func encodes() throws {
        let image = try ImageArray(path: Golden.path("square.npy")).image(0)
        try JPEGFile.write(image, to: folder.path("a.jpg"), quality: 100)
        try JPEGFile.write(image, to: folder.path("b.jpg"), quality: 100)
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path("a.jpg"), andPath: folder.path("b.jpg")))
        let decoded = try JPEGFile.decode(path: folder.path("a.jpg"), requiring: image.size)
        let differences = zip(decoded.pixels, image.pixels).map { abs(Int($0) - Int($1)) }
        // At quality 100 coefficients are rounded to whole numbers: a few units a pixel.
        #expect(differences.reduce(0, max) <= 4)
        try JPEGFile.write(image, to: folder.path("small.jpg"), quality: 10)
        let sizes = try ["a.jpg", "small.jpg"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.path($0))).count
        }
        #expect(sizes[1] * 3 < sizes[0])
    }

    @Test("what can't be written is told, and nothing is left behind")
    func unwritable() throws {
        let image = RGBImage(
            size: ImageSize(height: 1, width: 65_536), filledWith: (1, 2, 3))
        #expect {
            try JPEGFile.write(image, to: folder.path("wide.jpg"))
        } throws: {
            "\($0)" == "\(folder.path("wide.jpg")): 1×65536 pixels are more than JPEG's 65535 a "
                + "side; write fewer or smaller pictures on a sheet"
        }
        let path = folder.path("missing/x.jpg")
        #expect {
            try JPEGFile.write(Golden.generated(ImageSize(height: 2, width: 2)), to: path)
        } throws: {
            let text = "\($0)"
            return text.hasPrefix("\(path): cannot be written (")
                && text.hasSuffix("; check the folder, its permissions and the free space")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
