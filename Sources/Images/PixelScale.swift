/// How a pixel of 0 to 255 becomes the number a network sees, in single precision.
package enum PixelScale: String, Sendable, CaseIterable {
    /// x, as the authors' code has it for driving.
    case raw
    /// x / 255, as torchvision's `ToTensor`.
    case unit
    /// (x / 255 − ½) / ½, as `ToTensor` and `Normalize` with means and deviations of ½: −1 to 1.
    case symmetric

    /// The number for every pixel value.
    package var values: [Float] {
        (0...255).map { pixel in
            switch self {
            case .raw: Float(pixel)
            case .unit: Float(pixel) / 255
            case .symmetric: (Float(pixel) / 255 - 0.5) / 0.5
            }
        }
    }
}

/// The order of the numbers of a picture.
package enum PixelLayout: String, Sendable, CaseIterable {
    /// `[height, width, 3]`, as files have it.
    case channelsLast
    /// `[3, height, width]`, as PyTorch has it.
    case channelsFirst
}
