/// Height and width in pixels.
package struct ImageSize: Hashable, Sendable, CustomStringConvertible {
    package let height: Int
    package let width: Int

    package init(height: Int, width: Int) {
        precondition(height > 0 && width > 0, "an image has pixels")
        self.height = height
        self.width = width
    }

    /// Height × width, the order of arrays and of every parameter.
    package var description: String { "\(height)×\(width)" }

    /// Red, green and blue of every pixel.
    package var byteCount: Int { height * width * 3 }
}

/// A picture of red, green and blue, 8 bits each.
package struct RGBImage: Sendable, Equatable {
    package let size: ImageSize
    /// `[height, width, 3]`, row-major from the top left.
    package var pixels: [UInt8]

    package init(size: ImageSize, pixels: [UInt8]) {
        precondition(pixels.count == size.byteCount, "pixels do not match the size")
        self.size = size
        self.pixels = pixels
    }

    /// All pixels of one colour.
    package init(size: ImageSize, filledWith colour: (red: UInt8, green: UInt8, blue: UInt8)) {
        var pixels = [UInt8](repeating: colour.red, count: size.byteCount)
        for index in stride(from: 0, to: pixels.count, by: 3) {
            pixels[index + 1] = colour.green
            pixels[index + 2] = colour.blue
        }
        self.init(size: size, pixels: pixels)
    }

    /// Copies a picture into this one.
    ///
    /// - Precondition: it fits there.
    package mutating func paste(_ image: RGBImage, top: Int, left: Int) {
        precondition(
            top >= 0 && left >= 0 && top + image.size.height <= size.height
                && left + image.size.width <= size.width, "the picture does not fit there")
        let length = image.size.width * 3
        for row in 0..<image.size.height {
            let target = ((top + row) * size.width + left) * 3
            pixels.replaceSubrange(
                target..<target + length, with: image.pixels[row * length..<(row + 1) * length])
        }
    }
}
