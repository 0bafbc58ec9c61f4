internal import LinearAlgebra

/// What the road is made of and what stands and drives beside it. None of it changes a target; its
/// colours don't depend on the road's kind, so that brightness alone tells neither target.
struct DrivingSurroundings: Sendable {
    /// Something upright whose foot is at lateral position `lateral` from the lane's centre and at
    /// `distance` ahead, both metres.
    struct Object: Sendable {
        enum Form: Sendable {
            case tree(height: Float, spread: Float)
            case post(height: Float, reflector: Bool)
            case lamp(height: Float)
            /// A house whose side follows the road for `length` and whose front is `width` wide.
            case house(height: Float, length: Float, width: Float)
            case car(Car)
        }

        let form: Form
        let lateral: Float
        let distance: Float
        let colour: Colour
        let texture: Texture
    }

    struct Car: Sendable {
        let width: Float
        let height: Float
        /// Seen from the front: headlights instead of tail lights.
        let oncoming: Bool
        let braking: Bool
    }

    /// A stretch of road that lies in the shade of something beside it, metres.
    struct Shade: Sendable {
        let from: Float
        let to: Float
        let left: Float
        let right: Float
    }

    let asphalt: Colour
    let verge: Colour
    let pavement: Colour
    let line: Colour
    let centreLine: Colour
    /// How much of the paint is left.
    let lineWear: Float
    /// Where the pattern of dashes and posts begins, metres.
    let phase: Float
    let shades: [Shade]
    /// Heights of the hills at the horizon as a share of the picture's width.
    let hills: Float
    let ground: Texture
    let sky: Texture
    /// From far to near.
    let objects: [Object]

    init(
        of situation: DrivingSituation, light: DrivingLight, drawnFrom stream: inout RandomStream
    ) {
        // Either may be the darker one: bright concrete and snow, dark asphalt and soil.
        asphalt = Self.asphalt(&stream)
        verge = Self.verge(&stream, beside: asphalt)
        pavement = Colour(0.55, 0.53, 0.5).scaled(stream.uniform(0.45, 1.35))
        line = Colour(grey: stream.uniform(0.8, 1))
        centreLine = stream.chance(0.3) ? Colour(0.95, 0.75, 0.2) : line
        lineWear = stream.uniform(0.35, 0.95)
        phase = stream.uniform(0, 24)
        hills = stream.uniform(0, 0.09)
        ground = stream.texture()
        sky = stream.texture()
        shades = Self.shades(count: light.shadowStrength > 0.3 ? 2 : 0, &stream)
        var objects = Self.roadside(of: situation, phase: phase, &stream)
        objects += Self.traffic(of: situation, &stream)
        // Distances may agree; the order of drawing then decides.
        self.objects = objects.enumerated().sorted {
            ($1.element.distance, $0.offset) < ($0.element.distance, $1.offset)
        }.map(\.element)
    }

    private static func asphalt(_ stream: inout RandomStream) -> Colour {
        let warmth = stream.uniform(-0.14, 0.14)
        return Colour(1 + warmth, 1, 1 - warmth).scaled(stream.uniform(0.14, 0.7))
    }

    /// Ground that can be told from the asphalt: lumas differ by 0.14 at least.
    private static func verge(
        _ stream: inout RandomStream, beside asphalt: Colour
    ) -> Colour {
        let brighter = stream.chance(0.5)
        let ground = stream.choice([
            Colour(0.3, 0.42, 0.16), Colour(0.52, 0.5, 0.24), Colour(0.66, 0.57, 0.42),
            Colour(0.82, 0.84, 0.88), Colour(0.24, 0.21, 0.19), Colour(0.2, 0.3, 0.13),
            Colour(0.3, 0.37, 0.44), Colour(0.44, 0.36, 0.48), Colour(0.7, 0.76, 0.84),
            Colour(0.36, 0.4, 0.42),
        ])
        let verge = ground.scaled(stream.uniform(0.7, 1.15))
        let apart: Float = 0.14
        guard abs(verge.luma - asphalt.luma) < apart else { return verge }
        let luma = asphalt.luma + (brighter || asphalt.luma < 2 * apart ? apart : -apart)
        return verge.scaled(luma / verge.luma)
    }

    private static func shades(count: Int, _ stream: inout RandomStream) -> [Shade] {
        (0..<count).map { _ in
            let from = 4 + 40 * stream.uniform(0, 1) * stream.uniform(0, 1)
            let length = stream.uniform(1.5, 6)
            let reach = stream.uniform(-3, 12)
            let fromRight = stream.chance(0.5)
            return Shade(
                from: from, to: from + length, left: fromRight ? -reach : -40,
                right: fromRight ? 40 : reach)
        }
    }
}
