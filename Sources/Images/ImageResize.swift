/// Resizing pictures of one size to another, antialiased, bit for bit as Pillow's
/// `image.resize(size, Image.Resampling.BILINEAR)`.
///
/// Lines are resampled to the new width and rounded to 8 bits, then columns to the new height. Since
/// its version 13.0 (pull request 9549), Pillow takes columns first where the height shrinks much more
/// than the width; here lines always come first, as in every Pillow before.
package struct ImageResize: Sendable {
    package let input: ImageSize
    package let output: ImageSize

    private let horizontal: ResamplingWeights
    private let vertical: ResamplingWeights

    /// Half of the last bit that is kept.
    private static let half: Int32 = 1 << (ResamplingWeights.precision - 1)

    package init(from input: ImageSize, to output: ImageSize) {
        self.input = input
        self.output = output
        horizontal = ResamplingWeights(from: input.width, to: output.width)
        vertical = ResamplingWeights(from: input.height, to: output.height)
    }

    /// - Precondition: the picture has the input's size.
    package func callAsFunction(_ image: RGBImage) -> RGBImage {
        precondition(image.size == input, "a picture of another size")
        // Along an unchanged side each pixel's weights are 1 and 0.
        let wide = input.width == output.width ? image.pixels : resampledLines(image.pixels)
        let pixels = input.height == output.height ? wide : resampledColumns(wide)
        return RGBImage(size: output, pixels: pixels)
    }

    /// `[input height, input width, 3]` to `[input height, output width, 3]`.
    private func resampledLines(_ source: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: input.height * output.width * 3)
        var target = 0
        for row in 0..<input.height {
            let line = row * input.width * 3
            for column in 0..<output.width {
                var (red, green, blue) = (Self.half, Self.half, Self.half)
                var weight = column * horizontal.stride
                let range = horizontal.ranges[column]
                var pixel = line + range.lowerBound * 3
                for _ in 0..<range.count {
                    red &+= Int32(source[pixel]) &* horizontal.weights[weight]
                    green &+= Int32(source[pixel + 1]) &* horizontal.weights[weight]
                    blue &+= Int32(source[pixel + 2]) &* horizontal.weights[weight]
                    weight += 1
                    pixel += 3
                }
                result[target] = Self.rounded(red)
                result[target + 1] = Self.rounded(green)
                result[target + 2] = Self.rounded(blue)
                target += 3
            }
        }
        return result
    }

    /// `[input height, output width, 3]` to `[output height, output width, 3]`.
    private func resampledColumns(_ source: [UInt8]) -> [UInt8] {
        let length = output.width * 3
        var result: [UInt8] = []
        result.reserveCapacity(output.byteCount)
        var sums = [Int32](repeating: 0, count: length)
        for row in 0..<output.height {
            for index in 0..<length { sums[index] = Self.half }
            for (offset, sourceRow) in vertical.ranges[row].enumerated() {
                let weight = vertical.weights[row * vertical.stride + offset]
                let start = sourceRow * length
                for index in 0..<length {
                    sums[index] &+= Int32(source[start + index]) &* weight
                }
            }
            for sum in sums { result.append(Self.rounded(sum)) }
        }
        return result
    }

    /// Rounded weights may sum up to a little more than 1.
    private static func rounded(_ sum: Int32) -> UInt8 {
        UInt8(clamping: sum >> ResamplingWeights.precision)
    }
}
