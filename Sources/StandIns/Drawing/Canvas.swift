/// A picture while it is painted, in single precision, and its reduction to bytes.
struct Canvas {
    let width: Int
    let height: Int
    /// Row-major, `[height · width]`.
    private(set) var pixels: [Colour]

    init(width: Int, height: Int, colour: Colour = .black) {
        self.width = width
        self.height = height
        pixels = Array(repeating: colour, count: width * height)
    }

    /// Sets every pixel of a row range from its column and row.
    @inline(__always)
    mutating func fill(rows: Range<Int>, _ colour: (_ column: Int, _ row: Int) -> Colour) {
        let width = width
        var span = pixels.mutableSpan
        for row in rows {
            for column in 0..<width { span[row * width + column] = colour(column, row) }
        }
    }

    /// Blends a colour of its own over every pixel that touches the box. Positions are pixel
    /// centres, in pixels from the upper left corner.
    @inline(__always)
    mutating func paint(
        _ box: PixelBox, _ brush: (_ x: Float, _ y: Float) -> (colour: Colour, opacity: Float)
    ) {
        let (columns, rows) = box.clipped(width: width, height: height)
        let width = width
        var span = pixels.mutableSpan
        for row in rows {
            for column in columns {
                let paint = brush(Float(column) + 0.5, Float(row) + 0.5)
                guard paint.opacity > 0 else { continue }
                let index = row * width + column
                span[index] = span[index].mixed(with: paint.colour, paint.opacity)
            }
        }
    }

    /// An axis-parallel rectangle whose left and right edges are blurred over `blur` pixels.
    mutating func paintBox(
        _ box: PixelBox, blur: Float = 1, colour: Colour, opacity: Float = 1
    ) {
        let blurred = PixelBox(
            left: box.left - blur / 2, right: box.right + blur / 2, top: box.top,
            bottom: box.bottom)
        paint(blurred) { x, y in
            let across = Coverage.bar(x, from: box.left, to: box.right, blur: blur)
            let down = Coverage.bar(y, from: box.top, to: box.bottom, blur: 1)
            return (colour, opacity * across * down)
        }
    }

    /// The ellipse inscribed in a rectangle; its edge is `softness` pixels wide.
    mutating func paintEllipse(
        _ box: PixelBox, softness: Float = 1, colour: Colour, opacity: Float = 1
    ) {
        let (centreX, centreY) = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        let radiusX = max((box.right - box.left) / 2, 0.3)
        let radiusY = max((box.bottom - box.top) / 2, 0.3)
        paint(box.grown(by: softness)) { x, y in
            let distance = Coverage.ellipse(x - centreX, y - centreY, radiusX, radiusY)
            return (colour, opacity * Coverage.inside(distance, softness: softness))
        }
    }

    /// The bytes of the picture, `[height, width, 3]`: each channel clamped to [0, 1] and rounded
    /// to 0…255, after sensor noise of about the given deviation (in units of full scale) that is
    /// triangular, partly common to the channels.
    func quantise(grain: Float, texture: Texture, into bytes: inout [UInt8]) {
        // A hash gives one byte for luma and one for each channel, uniform about 127.5; the
        // deviation of the sum of two is 104.5.
        let scale = grain / 104.5
        let painted = pixels.span
        var span = bytes.mutableSpan
        for row in 0..<height {
            for column in 0..<width {
                let index = row * width + column
                let pixel = painted[index]
                let word = texture.word(Int32(column), Int32(row))
                let luma = Float(Int32(word & 255)) - 127.5
                span[3 * index] = Self.byte(
                    pixel.red, (luma + Float(Int32((word >> 8) & 255)) - 127.5) * scale)
                span[3 * index + 1] = Self.byte(
                    pixel.green, (luma + Float(Int32((word >> 16) & 255)) - 127.5) * scale)
                span[3 * index + 2] = Self.byte(
                    pixel.blue, (luma + Float(Int32(word >> 24)) - 127.5) * scale)
            }
        }
    }

    @inline(__always)
    private static func byte(_ channel: Float, _ noise: Float) -> UInt8 {
        UInt8(Coverage.unit(channel + noise) * 255 + 0.5)
    }
}

/// A rectangle in pixels from the upper left corner; it may reach beyond the picture.
struct PixelBox: Sendable, Equatable {
    var left: Float
    var right: Float
    var top: Float
    var bottom: Float

    func grown(by margin: Float) -> PixelBox {
        PixelBox(
            left: left - margin, right: right + margin, top: top - margin, bottom: bottom + margin)
    }

    /// The pixels of a picture that the rectangle touches.
    func clipped(width: Int, height: Int) -> (columns: Range<Int>, rows: Range<Int>) {
        func range(_ low: Float, _ high: Float, _ size: Int) -> Range<Int> {
            let first = Int(min(max(low, 0), Float(size)))
            let last = Int(min(max(high, 0), Float(size)).rounded(.up))
            return first..<max(first, last)
        }
        return (range(left, right, width), range(top, bottom, height))
    }
}
