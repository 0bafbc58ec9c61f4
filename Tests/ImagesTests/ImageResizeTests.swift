import Foundation
import Images
import Testing

/// What `make_goldens.py` says about one of Pillow's results.
private struct ResizeCase: Decodable, CustomStringConvertible {
    /// Height and width.
    let from: [Int]
    let to: [Int]
    let first: [UInt8]
    let checksum: String

    var description: String { "\(from) to \(to)" }

    static func all() throws -> [ResizeCase] {
        try JSONDecoder().decode(
            [ResizeCase].self, from: Data(try Golden.bytes("resize.json")))
    }
}

@Suite struct ImageResizeTests {
    private static func size(_ shape: [Int]) -> ImageSize {
        ImageSize(height: shape[0], width: shape[1])
    }

    @Test("enlarging, shrinking and both at once give Pillow's bytes")
    func goldens() throws {
        let cases = try ResizeCase.all()
        #expect(cases.count == 14)
        for expected in cases {
            let (from, to) = (Self.size(expected.from), Self.size(expected.to))
            let pixels = ImageResize(from: from, to: to)(Golden.generated(from)).pixels
            #expect(Array(pixels.prefix(12)) == expected.first, "\(expected)")
            let checksum = pixels.enumerated().reduce(UInt64(0)) {
                $0 &+ UInt64($1.offset + 1) &* UInt64($1.element)
            }
            #expect("\(checksum)" == expected.checksum, "\(expected)")
        }
    }

    @Test("a small result agrees pixel by pixel")
    func small() throws {
        let from = ImageSize(height: 5, width: 7)
        let to = ImageSize(height: 3, width: 11)
        let expected = try ImageArray(path: Golden.path("resized.npy")).image(0)
        #expect(ImageResize(from: from, to: to)(Golden.generated(from)) == expected)
    }

    @Test("the same size leaves a picture as it is")
    func identity() {
        let image = Golden.generated(ImageSize(height: 9, width: 4))
        #expect(ImageResize(from: image.size, to: image.size)(image) == image)
    }

    @Test("one colour stays that colour, black and white too")
    func constant() {
        for grey in [UInt8(0), 1, 127, 254, 255] {
            for (from, to) in [((31, 17), (7, 40)), ((3, 3), (50, 2)), ((64, 5), (63, 4))] {
                let image = RGBImage(
                    size: ImageSize(height: from.0, width: from.1), filledWith: (grey, grey, grey))
                let size = ImageSize(height: to.0, width: to.1)
                let resized = ImageResize(from: image.size, to: size)(image)
                #expect(resized.pixels.allSatisfy { $0 == grey })
            }
        }
    }

    /// The definition in double precision: a mean weighted by the triangle, of both sides at once.
    private static func reference(_ image: RGBImage, _ output: ImageSize) -> [Double] {
        func weights(_ input: Int, _ output: Int, _ position: Int) -> [Double] {
            let scale = Double(input) / Double(output)
            let centre = (Double(position) + 0.5) * scale
            let heights = (0..<input).map {
                max(0, 1 - abs(Double($0) + 0.5 - centre) / max(scale, 1))
            }
            return heights.map { $0 / heights.reduce(0, +) }
        }
        var result: [Double] = []
        for row in 0..<output.height {
            let vertical = weights(image.size.height, output.height, row)
            for column in 0..<output.width {
                let horizontal = weights(image.size.width, output.width, column)
                for channel in 0..<3 {
                    var sum = 0.0
                    for (y, v) in vertical.enumerated() {
                        for (x, h) in horizontal.enumerated() where v * h > 0 {
                            let pixel = image.pixels[(y * image.size.width + x) * 3 + channel]
                            sum += v * h * Double(pixel)
                        }
                    }
                    result.append(sum)
                }
            }
        }
        return result
    }

    @Test("results are the triangle's weighted means, rounded twice")
    func agreesWithDefinition() {
        for (from, to) in [((12, 19), (5, 7)), ((6, 5), (11, 17)), ((9, 14), (20, 3))] {
            let image = Golden.generated(ImageSize(height: from.0, width: from.1))
            let output = ImageSize(height: to.0, width: to.1)
            let resized = ImageResize(from: image.size, to: output)(image)
            let reference = Self.reference(image, output)
            // Half a unit of rounding after lines and half after columns, and the fixed point's
            // error of some 1e-5.
            for (pixel, expected) in zip(resized.pixels, reference) {
                #expect(abs(Double(pixel) - expected) < 1.0001)
            }
        }
    }
}
