/// A canvas on which shapes are given in a face's own coordinates: half head heights from the
/// head's centre, tilted with the head, y downwards.
struct FaceCanvas {
    private(set) var canvas: Canvas
    /// Pixels of half a head's height.
    let scale: Float
    /// A pixel's size in face coordinates.
    let pixel: Float
    let light: HeadLight
    private let grain: Float
    private let centreX: Float
    private let centreY: Float
    private let cosine: Float
    private let sine: Float

    init(side: Int, scene: PortraitScene) {
        canvas = Canvas(width: side, height: side)
        light = scene.light
        grain = scene.grain
        scale = scene.scale * Float(side)
        pixel = 1 / scale
        centreX = scene.centreX * Float(side)
        centreY = scene.centreY * Float(side)
        // Cosine and sine from the tangent of half the angle: arithmetic alone.
        let square = scene.tilt * scene.tilt
        cosine = (1 - square) / (1 + square)
        sine = 2 * scene.tilt / (1 + square)
    }

    /// Blends a colour of its own over every pixel of an upright rectangle in face coordinates.
    @inline(__always)
    mutating func paint(
        _ xs: ClosedRange<Float>, _ ys: ClosedRange<Float>,
        _ brush: (_ x: Float, _ y: Float) -> (colour: Colour, opacity: Float)
    ) {
        let box = bounds(xs, ys)
        let (centreX, centreY, cosine, sine, pixel) = (centreX, centreY, cosine, sine, pixel)
        canvas.paint(box) { column, row in
            let (right, down) = ((column - centreX) * pixel, (row - centreY) * pixel)
            return brush(right * cosine + down * sine, down * cosine - right * sine)
        }
    }

    /// Sets every pixel from x and from what `line` makes of y, both shares of the picture's side.
    @inline(__always)
    mutating func fillBackdrop<Line>(
        _ line: (_ y: Float) -> Line, _ colour: (_ x: Float, _ line: Line) -> Colour
    ) {
        let size = 1 / Float(canvas.width)
        for row in 0..<canvas.height {
            let line = line((Float(row) + 0.5) * size)
            canvas.fill(rows: row..<row + 1) { column, _ in
                colour((Float(column) + 0.5) * size, line)
            }
        }
    }

    /// An ellipse lit like the head; `softness` is added to the edge's pixel.
    mutating func paintEllipse(
        _ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float, colour: Colour,
        opacity: Float = 1, softness: Float = 0
    ) {
        let edge = pixel + softness
        let lit = light.lit(colour, x, y)
        paint(
            x - radiusX - edge...x + radiusX + edge, y - radiusY - edge...y + radiusY + edge
        ) { px, py in
            let distance = Coverage.ellipse(px - x, py - y, radiusX, radiusY)
            return (lit, opacity * Coverage.inside(distance, softness: edge))
        }
    }

    /// A curved line whose ends fade: from a to b, its middle pushed aside by `bend` (to the right
    /// of the direction of travel on a picture, that is down for a line from left to right).
    mutating func paintStroke(
        _ a: (x: Float, y: Float), _ b: (x: Float, y: Float), bend: Float = 0, width: Float,
        colour: Colour, opacity: Float = 1, fading: Bool = true
    ) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 0, opacity > 0 else { return }
        // A line thinner than a pixel is painted a pixel wide and fainter.
        let pixel = pixel
        let painted = max(width, pixel)
        let strength = opacity * width / painted
        let margin = abs(bend) + painted + pixel
        let lit = light.lit(colour, (a.x + b.x) / 2, (a.y + b.y) / 2)
        paint(
            min(a.x, b.x) - margin...max(a.x, b.x) + margin,
            min(a.y, b.y) - margin...max(a.y, b.y) + margin
        ) { x, y in
            let along = ((x - a.x) * dx + (y - a.y) * dy) / (length * length)
            guard along > 0, along < 1 else { return (lit, 0) }
            let across = ((y - a.y) * dx - (x - a.x) * dy) / length
            let arch = 4 * along * (1 - along)
            let distance = abs(across - bend * arch) - painted / 2
            let fade = fading ? min(arch * 1.6, 1) : 1
            return (lit, strength * fade * Coverage.inside(distance, softness: pixel))
        }
    }

    func quantise(into bytes: inout [UInt8], noise: Texture) {
        canvas.quantise(grain: grain, texture: noise, into: &bytes)
    }

    /// The pixels that may show a rectangle of face coordinates.
    private func bounds(_ xs: ClosedRange<Float>, _ ys: ClosedRange<Float>) -> PixelBox {
        let (middleX, middleY) = (
            (xs.lowerBound + xs.upperBound) / 2, (ys.lowerBound + ys.upperBound) / 2
        )
        let (halfX, halfY) = (
            (xs.upperBound - xs.lowerBound) / 2, (ys.upperBound - ys.lowerBound) / 2
        )
        let reachX = (halfX * cosine + halfY * abs(sine)) * scale
        let reachY = (halfY * cosine + halfX * abs(sine)) * scale
        let x = centreX + (middleX * cosine - middleY * sine) * scale
        let y = centreY + (middleY * cosine + middleX * sine) * scale
        return PixelBox(left: x - reachX, right: x + reachX, top: y - reachY, bottom: y + reachY)
    }
}
