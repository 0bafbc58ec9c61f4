/// Paints hair, beard and headwear.
struct HairPainter {
    let cues: AgeCues
    let traits: PortraitTraits
    let scene: PortraitScene
    let geometry: FaceGeometry

    /// Strands of this share are grey.
    private var greyShare: Float { traits.dyed ? cues.greyness * 0.1 : cues.greyness }

    /// Hair's colour on average.
    var colour: Colour { traits.hair.mixed(with: traits.grey, greyShare) }

    /// Small children have thin hair.
    private var density: Float { Coverage.smooth(cues.growth, 0, 0.35) * 0.6 + 0.4 }

    /// Width and height of the hair about the head, relative to the head's.
    private var volume: Float {
        switch traits.hairStyle {
        case .cropped: 1.03
        case .short: 1.08
        case .bob: 1.13
        case .long: 1.12
        case .curly: 1.22
        }
    }

    /// y at which hair behind the head ends.
    private var length: Float {
        switch traits.hairStyle {
        case .cropped, .short: -0.05
        case .bob: 0.75
        case .long: 1.7
        case .curly: 0.3
        }
    }

    /// One strand's colour: grey strands lie between coloured ones, some shine more than others.
    @inline(__always)
    private func strand(_ x: Float, _ y: Float) -> Colour {
        let curly = traits.hairStyle == .curly
        let across = curly ? x * 17 : x * 34 + y * y * 3 * traits.parting
        let noise = scene.hairTexture.noise(across + 70, y * (curly ? 17 : 2.2) + 70)
        let share = Coverage.smooth(noise * 0.8 + greyShare * 1.2, 0.6, 1.3)
        return traits.hair.mixed(with: traits.grey, share).scaled(0.72 + 0.56 * noise)
    }

    /// What hangs behind the head.
    func paintBehind(on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        guard traits.hat == nil || length > 0 else { return }
        let (radiusX, radiusY) = (geometry.headWidth * volume * 1.06, volume)
        let bottom = length
        let opacity = density * (1 - 0.9 * Coverage.smooth(cues.recession, 0.5, 0.9))
        let covered = 1 / (geometry.headWidth * 0.6)
        face.paint(-1.3...1.3, -1.35...bottom + 0.3) { x, y in
            // The head will cover what is painted here.
            if x * x * covered * covered + y * y * 1.3 < 1 { return (.black, 0) }
            let sides = y < 0 ? Coverage.ellipse(x, y + 0.05, radiusX, radiusY) : abs(x) - radiusX
            if sides > 0.06 + 2 * pixel || y > bottom + 0.2 { return (.black, 0) }
            var inside: Float = 1
            if sides > -0.1 || y > bottom - 0.2 {
                let frayed = scene.hairTexture.noise(x * 9 + 20, y * 3 + 20) * 0.12
                let end = y - bottom - frayed + 0.15 * x * x
                inside = Coverage.inside(max(sides + frayed - 0.06, end), softness: 2 * pixel)
            }
            guard inside > 0 else { return (.black, 0) }
            return (light.lit(strand(x, y).scaled(0.75), x * 0.8, y * 0.5), inside * opacity)
        }
    }

    /// What grows over the forehead and the temples.
    func paintFront(on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        if let hat = traits.hat { return paintHat(hat, on: &face) }
        let (radiusX, radiusY) = (geometry.headWidth * volume, volume)
        let opacity = density
        let shift = traits.parting * 0.2
        face.paint(-1.2...1.2, -1.35...0.25) { x, y in
            let edge = hairline(x - geometry.turn * 0.5, shift)
            if y > edge + 0.2 { return (.black, 0) }
            let outline = Coverage.ellipse(x, y + 0.04, radiusX, radiusY)
            if outline > 0.05 + 2 * pixel { return (.black, 0) }
            var share = opacity
            if outline > -0.06 - pixel || y > edge - 0.1 - 2 * pixel {
                let frayed = scene.hairTexture.noise(x * 12 + 200, y * 4 + 200) - 0.5
                share *= Coverage.inside(outline + frayed * 0.06, softness: 2 * pixel)
                share *= Coverage.inside(
                    y - edge - frayed * 0.09, softness: 3 * pixel + 0.03)
            }
            guard share > 0 else { return (.black, 0) }
            return (light.lit(strand(x, y), x, y), share)
        }
    }

    /// y of the hair's edge: sideburns come down at the temples; recession lifts the middle and the
    /// corners until the crown is bare.
    @inline(__always)
    private func hairline(_ x: Float, _ shift: Float) -> Float {
        let across = min(abs(x) / geometry.headWidth, 1.2)
        let temple = Coverage.smooth(across, 0.6, 1) * 0.62
        let corner = max(1 - (across - 0.5) * (across - 0.5) * 12, 0)
        let lifted =
            cues.recession * (0.62 - 0.3 * across) + 0.12 * min(cues.recession * 3, 1) * corner
        return geometry.hairline + temple + shift * x * 0.5 - lifted
    }

    private func paintHat(_ colour: Colour, on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        let size = max(volume * 1.07, 1.1)
        let radiusX = geometry.headWidth * size
        let edge = geometry.hairline + 0.14
        face.paint(-1.2...1.2, -1.4...edge + 0.3) { x, y in
            let outline = Coverage.ellipse(x, y + 0.05, radiusX, size)
            let below = y - edge + 0.12 * x * x
            let knit = scene.hairTexture.noise(x * 16 + 300, y * 6 + 300) - 0.5
            let band: Float = below > -0.14 ? 0.8 : 1
            let inside = Coverage.inside(max(outline, below), softness: pixel)
            return (light.lit(colour.scaled(band * (1 + 0.3 * knit)), x, y), inside)
        }
    }

    /// Facial hair, which greys with the rest.
    func paintBeard(on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        let strength: Float
        switch traits.beard {
        case .none: return
        case .moustache: return paintMoustache(on: &face)
        case .stubble: strength = 0.38
        case .full: strength = 0.95
        }
        let (x0, mouthY) = (geometry.turn * 1.2, geometry.mouthY)
        face.paint(-1...1, 0...1.12) { x, y in
            let growth = strength == 0.95 ? -0.05 : Float(0)
            let inside = Coverage.inside(geometry.head(x, y) + growth, softness: 3 * pixel)
            let side = abs(x - x0) / geometry.headWidth
            guard inside > 0 else { return (.black, 0) }
            let upper = mouthY - 0.17 - 0.5 * Coverage.smooth(side, 0.55, 0.95)
            let lips = Coverage.ellipse(x - x0, y - mouthY - 0.02, geometry.mouthWidth * 1.08, 0.1)
            let noise = scene.hairTexture.noise(x * 24 + 400, y * 15 + 400) - 0.5
            let area = min(
                Coverage.inside(upper - y + noise * 0.12, softness: 0.08),
                Coverage.inside(-lips + noise * 0.04, softness: 0.04))
            let hair = strand(x * 1.3 + 3, y * 1.3).mixed(with: traits.skin, 0.12)
            return (light.lit(hair, x, y), strength * (0.85 + 0.5 * noise) * inside * area)
        }
    }

    private func paintMoustache(on face: inout FaceCanvas) {
        let x = geometry.turn * 1.3
        let y = (geometry.noseY + geometry.mouthY) / 2 + 0.03
        face.paintStroke(
            (x - geometry.mouthWidth, y + 0.06), (x + geometry.mouthWidth, y + 0.06), bend: -0.05,
            width: 0.085, colour: colour, opacity: 0.92)
    }
}
