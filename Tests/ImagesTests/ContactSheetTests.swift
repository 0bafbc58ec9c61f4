import Images
import Testing

@Suite struct ContactSheetTests {
    private static func plain(_ height: Int, _ width: Int, _ grey: UInt8) -> RGBImage {
        RGBImage(
            size: ImageSize(height: height, width: width), filledWith: (grey, grey, grey))
    }

    /// The green of every pixel, by line.
    private static func greens(_ image: RGBImage) -> [[UInt8]] {
        (0..<image.size.height).map { row in
            (0..<image.size.width).map { image.pixels[(row * image.size.width + $0) * 3 + 1] }
        }
    }

    @Test("pictures stand in rows, in the middle of equal cells, with margins around them")
    func grid() {
        let sheet = ContactSheet.arranging(
            [Self.plain(2, 3, 1), Self.plain(2, 3, 2), Self.plain(1, 1, 3)], columns: 2, margin: 1,
            background: (8, 9, 7))
        #expect(sheet.size == ImageSize(height: 7, width: 9))
        #expect(
            Self.greens(sheet) == [
                [9, 9, 9, 9, 9, 9, 9, 9, 9],
                [9, 1, 1, 1, 9, 2, 2, 2, 9],
                [9, 1, 1, 1, 9, 2, 2, 2, 9],
                [9, 9, 9, 9, 9, 9, 9, 9, 9],
                [9, 9, 3, 9, 9, 9, 9, 9, 9],
                [9, 9, 9, 9, 9, 9, 9, 9, 9],
                [9, 9, 9, 9, 9, 9, 9, 9, 9],
            ])
        #expect(sheet.pixels.prefix(3) == [8, 9, 7])
    }

    @Test("fewer pictures than columns take no more room than they need")
    func narrow() {
        let image = Golden.generated(ImageSize(height: 2, width: 3))
        let sheet = ContactSheet.arranging([image], columns: 5, margin: 0)
        #expect(sheet == image)
    }
}
