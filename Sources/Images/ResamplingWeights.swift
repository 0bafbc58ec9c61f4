/// What every output pixel of a line takes from the input pixels, in fixed point.
///
/// Output pixel i stands at c = (i + ½)·s of the input, s = input / output. It is the mean of the
/// input pixels j weighted by the triangle max(0, 1 − |j + ½ − c| / max(s, 1)), which is linear
/// interpolation when enlarging and covers all pixels when shrinking.
/// Source: Pillow's `Image.resize` with `BILINEAR` and 8 bits per channel, of which this is the
/// arithmetic to the last bit.
struct ResamplingWeights {
    /// Bits after the point: of 32, 8 hold the pixel and 2 are room for signs and sums.
    static let precision: Int32 = 32 - 8 - 2

    /// The input pixels of each output pixel.
    let ranges: [Range<Int>]
    /// Their weights; those of output pixel i start at `i * stride`.
    let weights: [Int32]
    let stride: Int

    init(from input: Int, to output: Int) {
        let scale = Double(input) / Double(output)
        // The triangle's half-width in input pixels.
        let support = max(scale, 1)
        let stride = Int(support.rounded(.up)) * 2 + 1
        var ranges: [Range<Int>] = []
        var weights = [Int32](repeating: 0, count: output * stride)
        for position in 0..<output {
            let centre = (Double(position) + 0.5) * scale
            let first = max(0, Int(centre - support + 0.5))
            let end = min(input, Int(centre + support + 0.5))
            // Multiplied by the reciprocal rather than divided, as Pillow does: bits differ.
            let reciprocal = 1 / support
            let heights = (first..<end).map { pixel in
                max(0, 1 - abs((Double(pixel) - centre + 0.5) * reciprocal))
            }
            let sum = heights.reduce(0, +)
            for (index, height) in heights.enumerated() {
                weights[position * stride + index] = Self.fixedPoint(height / sum)
            }
            ranges.append(first..<end)
        }
        self.ranges = ranges
        self.weights = weights
        self.stride = stride
    }

    /// Rounded half up; weights are never negative.
    private static func fixedPoint(_ weight: Double) -> Int32 {
        Int32(0.5 + weight * Double(1 << precision))
    }
}
