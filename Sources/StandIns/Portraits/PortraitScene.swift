internal import LinearAlgebra

/// Pose, light and backdrop of one picture: nuisance.
struct PortraitScene: Sendable {
    /// The head's centre as a share of the picture's side.
    let centreX: Float
    let centreY: Float
    /// Half the head's height as a share of the picture's side.
    let scale: Float
    /// Tangent of half the tilt.
    let tilt: Float
    /// How far the features turn to one side, in half head heights.
    let turn: Float
    let light: HeadLight
    let backdrop: Colour
    let otherBackdrop: Colour
    let backdropTexture: Texture
    let skinTexture: Texture
    let hairTexture: Texture
    let grain: Float

    init(drawnFrom stream: inout RandomStream) {
        centreX = 0.5 + stream.uniform(-0.07, 0.07)
        centreY = 0.53 + stream.uniform(-0.06, 0.06)
        scale = stream.uniform(0.31, 0.45)
        tilt = 0.075 * stream.bell()
        turn = 0.06 * stream.bell()
        light = HeadLight(drawnFrom: &stream)
        backdrop = Self.wall(&stream)
        otherBackdrop = Self.wall(&stream)
        backdropTexture = stream.texture()
        skinTexture = stream.texture()
        hairTexture = stream.texture()
        grain = stream.uniform(0.006, 0.022)
    }

    private static func wall(_ stream: inout RandomStream) -> Colour {
        let tint = Colour(
            stream.uniform(0.7, 1.3), stream.uniform(0.8, 1.2), stream.uniform(0.7, 1.3))
        return tint.scaled(stream.uniform(0.1, 0.8))
    }
}

/// The light on a head, whose surface is taken as a sphere.
struct HeadLight: Sendable {
    /// Where the light comes from in the picture's plane, and how much that matters.
    private let x: Float
    private let y: Float
    private let contrast: Float
    private let illumination: Colour

    init(drawnFrom stream: inout RandomStream) {
        x = stream.uniform(-1, 1)
        y = stream.uniform(-1, 0.3)
        contrast = stream.uniform(0.05, 0.55)
        let warmth = stream.uniform(-0.12, 0.12)
        illumination = Colour(1 + warmth, 1, 1 - warmth).scaled(1 + 0.12 * stream.bell())
    }

    /// The light that a reflectance at a place of the head sends: more where it faces the light.
    @inline(__always)
    func lit(_ reflectance: Colour, _ placeX: Float, _ placeY: Float) -> Colour {
        let facing = min(max(x * placeX + y * placeY, -1), 1)
        return reflectance.filtered(by: illumination).scaled(1 + contrast * facing)
    }
}
