internal import LinearAlgebra

/// Paints wrinkles, folds, age spots and freckles.
struct AgeMarkPainter {
    let cues: AgeCues
    let traits: PortraitTraits
    let geometry: FaceGeometry

    /// Draws a wrinkle: a crease in its own shade beside a fold that catches the light, so that the
    /// skin is as bright on average as without it.
    private func paintCrease(
        _ a: (x: Float, y: Float), _ b: (x: Float, y: Float), bend: Float = 0, width: Float,
        opacity: Float, on face: inout FaceCanvas
    ) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let apart = 1.4 * width / max((dx * dx + dy * dy).squareRoot(), 1e-3)
        let (x, y) = (-dy * apart, dx * apart)
        face.paintStroke(
            (a.x + x, a.y + y), (b.x + x, b.y + y), bend: bend, width: 2 * width,
            colour: traits.skin.scaled(1.22), opacity: opacity)
        face.paintStroke(
            a, b, bend: bend, width: width, colour: traits.skin.scaled(0.5), opacity: opacity)
    }

    func paint(on face: inout FaceCanvas, drawnFrom stream: inout RandomStream) {
        paintSpots(on: &face, &stream)
        paintForehead(on: &face, &stream)
        for side: Float in [-1, 1] {
            paintAroundEye(side, on: &face, &stream)
            paintAroundMouth(side, on: &face)
            paintCheek(side, on: &face, &stream)
        }
    }

    /// How strongly a wrinkle shows that appears when `wrinkles` passes `onset`.
    private func depth(onset: Float) -> Float {
        Coverage.unit((cues.wrinkles - onset) * 2.2)
    }

    private func paintForehead(on face: inout FaceCanvas, _ stream: inout RandomStream) {
        let top = geometry.browY - 0.1
        for line in 0..<5 {
            let y = top - 0.075 * Float(line) + 0.01 * stream.bell()
            let half = geometry.headWidth * stream.uniform(0.4, 0.62)
            let x = geometry.turn + 0.03 * stream.bell()
            paintCrease(
                (x - half, y + 0.02), (x + half, y + 0.02), bend: -0.03 + 0.015 * stream.bell(),
                width: 0.026, opacity: 0.75 * depth(onset: 0.1 + 0.13 * Float(line)), on: &face)
        }
        for side: Float in [-1, 1] {
            let x = geometry.turn + side * 0.05
            paintCrease(
                (x, geometry.browY - 0.05), (x - side * 0.012, geometry.browY + 0.1), width: 0.024,
                opacity: 0.7 * depth(onset: 0.25), on: &face)
        }
    }

    private func paintAroundEye(
        _ side: Float, on face: inout FaceCanvas, _ stream: inout RandomStream
    ) {
        let (x, y) = (side * geometry.eyeX + geometry.turn, geometry.eyeY)
        let corner = x + side * geometry.eyeWidth * 1.15
        for line in 0..<4 {
            let slope = (Float(line) - 1.5) * 0.07 + 0.01 * stream.bell()
            paintCrease(
                (corner, y + slope * 0.5),
                (corner + side * stream.uniform(0.12, 0.17), y + slope * 1.7), width: 0.02,
                opacity: 0.75 * depth(onset: 0.06 + 0.12 * Float(line)), on: &face)
        }
        // Bags: one fold below the eye, then a second one.
        for fold in 0..<2 {
            let low = y + geometry.eyeHeight + 0.035 + 0.06 * Float(fold)
            paintCrease(
                (x - geometry.eyeWidth, low - 0.03), (x + geometry.eyeWidth, low - 0.03),
                bend: 0.06, width: 0.026,
                opacity: 0.75 * Coverage.unit((cues.sagging - 0.05 - 0.3 * Float(fold)) * 2),
                on: &face)
        }
    }

    private func paintAroundMouth(_ side: Float, on face: inout FaceCanvas) {
        let x = geometry.turn * 1.3
        let laugh = max(traits.smile - 0.3, 0) * 0.3
        paintCrease(
            (x + side * (geometry.noseWidth + 0.03), geometry.noseY),
            (x + side * (geometry.mouthWidth + 0.07), geometry.mouthY + 0.02),
            bend: -side * 0.045, width: 0.028, opacity: min(0.85 * depth(onset: 0.03) + laugh, 0.9),
            on: &face)
        paintCrease(
            (x + side * (geometry.mouthWidth + 0.03), geometry.mouthY + 0.03),
            (x + side * (geometry.mouthWidth + 0.05), geometry.mouthY + 0.22), width: 0.026,
            opacity: 0.75 * depth(onset: 0.3), on: &face)
        for line in 0..<3 {
            let place = x + side * (0.05 + 0.07 * Float(line))
            paintCrease(
                (place, geometry.mouthY - 0.13), (place, geometry.mouthY - 0.05), width: 0.016,
                opacity: 0.7 * depth(onset: 0.5), on: &face)
        }
    }

    private func paintCheek(
        _ side: Float, on face: inout FaceCanvas, _ stream: inout RandomStream
    ) {
        for line in 0..<4 {
            let x = side * geometry.headWidth * stream.uniform(0.5, 0.72) + geometry.turn
            let y = geometry.noseY + stream.uniform(-0.02, 0.3)
            let opacity = 0.6 * depth(onset: 0.42 + 0.1 * Float(line))
            paintCrease(
                (x, y), (x - side * 0.07, y + stream.uniform(0.12, 0.22)), bend: side * 0.02,
                width: 0.018, opacity: opacity, on: &face)
        }
    }

    private func paintSpots(on face: inout FaceCanvas, _ stream: inout RandomStream) {
        // The same draws for any number of marks keep what follows in the stream in place.
        for mark in 0..<40 {
            let across = stream.uniform(-1, 1)
            let down = stream.uniform(-1, 1)
            let size = stream.uniform(0, 1)
            let x = across * geometry.headWidth * 0.78
            if mark < cues.spots {
                let radius = 0.016 + 0.03 * size
                face.paintEllipse(
                    x, down * 0.75, radius * 1.2, radius,
                    colour: traits.skin.filtered(by: Colour(0.62, 0.52, 0.45)), opacity: 0.65,
                    softness: 0.02)
            } else if mark < cues.spots + traits.freckles {
                face.paintEllipse(
                    x, geometry.noseY + down * 0.18, 0.011, 0.011,
                    colour: traits.skin.filtered(by: Colour(0.7, 0.55, 0.42)), opacity: 0.6,
                    softness: 0.01)
            }
        }
    }
}
