/// Where things are in a face, in half head heights from the head's centre, y downwards.
///
/// A child's eyes are lower and larger, its face rounder, its nose and jaw smaller; with age the
/// nose and ears grow, lids droop, lips thin and jowls appear.
struct FaceGeometry: Sendable {
    let headWidth: Float
    /// How much the head narrows towards the chin.
    let taper: Float
    let jowls: Float
    let eyeX: Float
    let eyeY: Float
    let eyeWidth: Float
    let eyeHeight: Float
    let irisRadius: Float
    let browY: Float
    let browThickness: Float
    let noseY: Float
    let noseWidth: Float
    let mouthY: Float
    let mouthWidth: Float
    let lipThickness: Float
    let neckWidth: Float
    /// y of the hairline above the nose, without recession.
    let hairline: Float
    /// Sideways shift of the features of a turned head.
    let turn: Float

    init(_ cues: AgeCues, _ traits: PortraitTraits, turn: Float) {
        let growth = cues.growth
        func grown(_ child: Float, _ adult: Float) -> Float { child + (adult - child) * growth }
        self.turn = turn
        headWidth =
            grown(0.84, 0.72) + 0.05 * cues.fullness + 0.02 * traits.build[0]
        taper = grown(0.1, 0.36) - 0.1 * cues.fullness
        jowls = 0.1 * cues.sagging
        eyeX = grown(0.38, 0.31) + 0.008 * traits.build[1]
        eyeY = grown(0.17, -0.05) + 0.012 * traits.build[1]
        eyeWidth = grown(0.175, 0.135) + 0.005 * traits.build[1]
        eyeHeight = grown(0.12, 0.068) * (1 - 0.35 * cues.sagging) - 0.01 * max(traits.smile, 0)
        irisRadius = grown(0.092, 0.06)
        browY = eyeY - grown(0.21, 0.17)
        browThickness = grown(0.022, 0.042)
        noseY = grown(0.4, 0.31) + 0.07 * cues.sagging + 0.012 * traits.build[2]
        noseWidth = grown(0.1, 0.14) + 0.035 * cues.sagging + 0.008 * traits.build[2]
        mouthY = grown(0.63, 0.58) + 0.04 * cues.sagging + 0.01 * traits.build[3]
        mouthWidth = grown(0.19, 0.27) + 0.03 * traits.smile + 0.01 * traits.build[3]
        lipThickness = grown(0.055, 0.062) * (1 - 0.6 * cues.sagging)
        neckWidth = grown(0.34, 0.42)
        hairline = grown(-0.58, -0.64)
    }

    /// About the signed distance from the head's outline.
    @inline(__always)
    func head(_ x: Float, _ y: Float) -> Float {
        let below = max(y, 0)
        let sag = max(1 - (y - 0.62) * (y - 0.62) * 12, 0)
        let width = headWidth * (1 - taper * below * below) + jowls * sag
        return Coverage.ellipse(x, y, width, 1)
    }
}
