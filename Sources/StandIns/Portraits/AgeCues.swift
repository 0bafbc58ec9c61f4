internal import LinearAlgebra

/// How a face shows its age. Each cue follows the age with a deviation of its own, so that several
/// together tell more than any one.
struct AgeCues: Sendable, Equatable {
    /// 0 at birth, 1 for the proportions of an adult.
    var growth: Float
    /// Baby fat, 1 at birth, 0 from 30 years on.
    var fullness: Float
    /// The share of hair that is grey.
    var greyness: Float
    /// How far the hair has receded: 0 not at all, 1 a bald crown.
    var recession: Float
    /// Depth and number of wrinkles, 0…1.
    var wrinkles: Float
    /// Jowls, bags under the eyes, thinner lips, longer nose, 0…1.
    var sagging: Float
    /// Uneven skin, 0…1.
    var roughness: Float
    /// Age spots.
    var spots: Int

    init(age: Int, drawnFrom stream: inout RandomStream) {
        // Each cue sees an age that is off by about 5 % and, for adults, two years.
        func apparent(_ stream: inout RandomStream) -> Float {
            let years = Float(age)
            return max(years * (1 + 0.05 * stream.bell()) + min(years / 12, 2) * stream.bell(), 0)
        }
        func ramp(_ age: Float, _ from: Float, _ to: Float) -> Float {
            Coverage.unit((age - from) / (to - from))
        }
        let grown = ramp(apparent(&stream), 0, 19)
        growth = grown * (2 - grown)
        fullness = 1 - ramp(apparent(&stream), 0, 30)
        greyness = Coverage.smooth(apparent(&stream) + 6 * stream.bell(), 28, 76)
        let inherited = stream.uniform(0, 1) * stream.uniform(0, 1) * 1.5
        recession = min(inherited * ramp(apparent(&stream), 20, 65), 1)
        wrinkles = ramp(apparent(&stream), 20, 85)
        sagging = ramp(apparent(&stream), 26, 90)
        roughness = ramp(apparent(&stream), 12, 80)
        spots = Int(14 * ramp(apparent(&stream) + 4 * stream.bell(), 35, 95) + 0.5)
    }
}
