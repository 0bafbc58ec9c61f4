/// A colour or reflectance; each channel is 0 for black and 1 for the brightest that is stored.
/// Values above 1 may occur while a picture is being painted.
struct Colour: Sendable, Equatable {
    var red: Float
    var green: Float
    var blue: Float

    init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init(grey: Float) { self.init(grey, grey, grey) }

    static let black = Colour(grey: 0)
    static let white = Colour(grey: 1)

    /// Rec. 709 luma.
    var luma: Float { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

    @inline(__always)
    func scaled(_ factor: Float) -> Colour {
        Colour(red * factor, green * factor, blue * factor)
    }

    @inline(__always)
    func filtered(by filter: Colour) -> Colour {
        Colour(red * filter.red, green * filter.green, blue * filter.blue)
    }

    /// (1 − share)·self + share·other.
    @inline(__always)
    func mixed(with other: Colour, _ share: Float) -> Colour {
        Colour(
            red + (other.red - red) * share, green + (other.green - green) * share,
            blue + (other.blue - blue) * share)
    }
}
