/// Paints eyes, brows, nose, mouth and glasses.
struct FeaturePainter {
    let cues: AgeCues
    let traits: PortraitTraits
    let geometry: FaceGeometry
    /// The hair's colour with its grey.
    let hair: Colour

    func paint(on face: inout FaceCanvas) {
        for side: Float in [-1, 1] {
            paintEye(side, on: &face)
            paintBrow(side, on: &face)
        }
        paintNose(on: &face)
        paintMouth(on: &face)
    }

    private func eyeCentre(_ side: Float) -> Float { side * geometry.eyeX + geometry.turn }

    private func paintEye(_ side: Float, on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        let (x, y) = (eyeCentre(side), geometry.eyeY)
        let (width, height) = (geometry.eyeWidth, geometry.eyeHeight)
        face.paintEllipse(
            x, y, width * 1.5, height + 0.1, colour: traits.skin.scaled(0.74),
            opacity: 0.3 + 0.35 * cues.sagging, softness: 0.12)
        let gaze = geometry.turn * 0.25
        let white = Colour(0.93, 0.92, 0.9).mixed(with: Colour(0.85, 0.75, 0.6), cues.roughness)
        face.paint(x - width - 0.05...x + width + 0.05, y - height - 0.05...y + height + 0.05) {
            px, py in
            let inEye = Coverage.inside(
                Coverage.ellipse(px - x, py - y, width, height), softness: pixel)
            let (ex, ey) = (px - x - gaze, py - y + height * 0.08)
            let radius = (ex * ex + ey * ey).squareRoot()
            let iris = Coverage.inside(radius - geometry.irisRadius, softness: pixel)
            let pupil = Coverage.inside(radius - geometry.irisRadius * 0.45, softness: pixel)
            let (gx, gy) = (ex + 0.02, ey + 0.02)
            let glint = Coverage.inside(
                (gx * gx + gy * gy).squareRoot() - 0.014, softness: pixel)
            // The upper lid's shadow.
            let shade = 1 - 0.35 * Coverage.smooth(-(py - y) / height, 0.2, 1)
            var colour = white.mixed(with: traits.iris, iris).mixed(with: .black, pupil)
            colour = colour.scaled(shade).mixed(with: .white, glint * 0.9)
            return (light.lit(colour, x, y), inEye)
        }
        face.paintStroke(
            (x - width * 1.08, y + 0.012), (x + width * 1.08, y + 0.012),
            bend: -height - 0.012, width: 0.024, colour: traits.skin.scaled(0.25), opacity: 0.9,
            fading: false)
        // Heavy lids.
        face.paintStroke(
            (x - width * 1.1, y - 0.03), (x + width * 1.1 + 0.03 * side * cues.sagging, y - 0.03),
            bend: -height - 0.035, width: 0.016 + 0.02 * cues.sagging,
            colour: traits.skin.scaled(0.55), opacity: 0.35 + 0.4 * cues.sagging)
    }

    private func paintBrow(_ side: Float, on face: inout FaceCanvas) {
        let x = eyeCentre(side)
        let (y, thickness) = (geometry.browY, geometry.browThickness)
        let inner = (x: x - side * geometry.eyeWidth * 1.1, y: y + 0.025)
        let outer = (x: x + side * geometry.eyeWidth * 1.35, y: y + 0.04 + 0.04 * cues.sagging)
        let colour = hair.mixed(with: traits.skin, 0.15).scaled(0.8)
        // The bend is to the right of the direction of travel.
        face.paintStroke(
            inner, outer, bend: -side * 0.05, width: thickness, colour: colour,
            opacity: 0.35 + 0.5 * cues.growth)
    }

    private func paintNose(on face: inout FaceCanvas) {
        let x = geometry.turn * 1.7
        let (y, width) = (geometry.noseY, geometry.noseWidth)
        let shade = traits.skin.scaled(0.66)
        let bridge = 0.3 * cues.growth + 0.1
        face.paintStroke(
            (geometry.turn + 0.55 * width, geometry.eyeY), (x + 0.6 * width, y - 0.03),
            bend: 0.02, width: 0.05, colour: shade, opacity: bridge)
        face.paintEllipse(
            x, y - 0.02, width * 0.75, width * 0.6, colour: traits.skin.scaled(1.07),
            opacity: 0.55, softness: 0.1)
        for side: Float in [-1, 1] {
            face.paintEllipse(
                x + side * width * 0.45, y + 0.045, width * 0.25, 0.026,
                colour: traits.skin.scaled(0.32), opacity: 0.85, softness: 0.015)
            face.paintStroke(
                (x + side * width, y + 0.055), (x + side * width * 0.85, y - 0.08),
                bend: side * 0.03, width: 0.02, colour: shade, opacity: 0.65)
        }
        face.paintStroke(
            (x - width * 0.8, y + 0.06), (x + width * 0.8, y + 0.06), bend: 0.022, width: 0.022,
            colour: shade, opacity: 0.7)
    }

    private func paintMouth(on face: inout FaceCanvas) {
        let x = geometry.turn * 1.2
        let (y, width, lip) = (geometry.mouthY, geometry.mouthWidth, geometry.lipThickness)
        let curve = 0.075 * traits.smile
        let open = 0.075 * traits.mouthOpen
        let corner = y - curve * 0.6
        let (left, right) = ((x - width, corner), (x + width, corner))
        if open > 0 {
            face.paintStroke(
                left, right, bend: curve + open * 0.5, width: open * 1.6 + 0.02,
                colour: Colour(0.25, 0.07, 0.07))
            if traits.smile > 0.1 {
                face.paintStroke(
                    (x - width * 0.7, corner), (x + width * 0.7, corner),
                    bend: curve + open * 0.2, width: open * 0.8, colour: Colour(0.93, 0.9, 0.85))
            }
        }
        face.paintStroke(
            left, right, bend: curve - lip * 0.45 - open * 0.4, width: lip, colour: traits.lips)
        face.paintStroke(
            left, right, bend: curve + lip * 0.6 + open * 1.3, width: lip * 1.25,
            colour: traits.lips.scaled(1.08))
        if open == 0 {
            face.paintStroke(
                left, right, bend: curve, width: 0.02, colour: traits.lips.scaled(0.45),
                opacity: 0.9)
        }
        face.paintStroke(
            (x - width * 0.5, y + 0.13 + open), (x + width * 0.5, y + 0.13 + open), bend: 0.03,
            width: 0.035, colour: traits.skin.scaled(0.75), opacity: 0.5)
    }

    /// Frames before the eyes, if there are any.
    func paintGlasses(on face: inout FaceCanvas) {
        let pixel = face.pixel
        guard let frame = traits.glasses else { return }
        let (radiusX, radiusY) = (geometry.eyeX * 0.74, geometry.eyeX * 0.6)
        let y = geometry.eyeY + 0.02
        for side: Float in [-1, 1] {
            let x = eyeCentre(side)
            face.paint(x - radiusX - 0.1...x + radiusX + 0.1, y - radiusY - 0.1...y + radiusY + 0.1)
            { px, py in
                let distance = Coverage.ellipse(px - x, py - y, radiusX, radiusY)
                let rim = Coverage.inside(abs(distance) - 0.014, softness: pixel)
                let glass = Coverage.inside(distance, softness: pixel) * 0.1
                return (frame.mixed(with: .white, rim > 0 ? 0 : 1), max(rim, glass))
            }
            face.paintStroke(
                (x + side * radiusX, y), (side * geometry.headWidth, y - 0.03), width: 0.028,
                colour: frame, fading: false)
        }
        face.paintStroke(
            (eyeCentre(-1) + radiusX, y), (eyeCentre(1) - radiusX, y), bend: -0.03, width: 0.028,
            colour: frame, fading: false)
    }
}
