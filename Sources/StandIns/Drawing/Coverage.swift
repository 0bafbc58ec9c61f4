/// Functions that anti-alias edges and blend between values.
///
/// Like everything that makes pixels here they use only operations that IEEE 754 rounds exactly
/// (+, −, ×, ÷, √, comparisons): no libm, so every machine paints the same bytes.
enum Coverage {
    /// The value clamped to [0, 1]. Written as comparisons because these are one instruction each
    /// and `min` and `max`, which tell signed zeros apart, are four.
    @inline(__always)
    static func unit(_ value: Float) -> Float {
        let positive = value > 0 ? value : 0
        return positive < 1 ? positive : 1
    }

    /// The share of a box of the given width about `position` that lies in `start...end`: the
    /// anti-aliased, or motion-blurred, profile of a bar.
    @inline(__always)
    static func bar(_ position: Float, from start: Float, to end: Float, blur: Float) -> Float {
        let (before, after) = (position - blur / 2, position + blur / 2)
        let low = start > before ? start : before
        let high = end < after ? end : after
        // The reciprocal is the same for many pixels and is then taken once.
        return unit((high - low) * (1 / blur))
    }

    /// 1 well inside (negative distance), 0 well outside, linear over `softness` about the edge.
    @inline(__always)
    static func inside(_ distance: Float, softness: Float) -> Float {
        unit(0.5 - distance * (1 / softness))
    }

    /// 0 below `low`, 1 above `high`, 3s² − 2s³ between.
    @inline(__always)
    static func smooth(_ value: Float, _ low: Float, _ high: Float) -> Float {
        let share = unit((value - low) * (1 / (high - low)))
        return share * share * (3 - 2 * share)
    }

    /// About the signed distance from an axis-parallel ellipse's edge, in the units of its radii:
    /// (‖p/r‖ − 1) divided by the length of its gradient.
    @inline(__always)
    static func ellipse(_ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float) -> Float {
        let (inverseX, inverseY) = (1 / radiusX, 1 / radiusY)
        let (scaledX, scaledY) = (x * inverseX, y * inverseY)
        let radius = (scaledX * scaledX + scaledY * scaledY).squareRoot()
        let (slopeX, slopeY) = (scaledX * inverseX, scaledY * inverseY)
        let slope = (slopeX * slopeX + slopeY * slopeY).squareRoot()
        // At the centre the gradient has no direction.
        guard slope > 1e-6 else { return -min(radiusX, radiusY) }
        return (radius - 1) * radius / slope
    }

    /// The share of `start...end` in which a periodic pulse is on, for pulses that begin at
    /// multiples of the period.
    static func pulses(from start: Float, to end: Float, length: Float, period: Float) -> Float {
        func on(before position: Float) -> Float {
            let cycles = (position / period).rounded(.down)
            return cycles * length + min(position - cycles * period, length)
        }
        return (on(before: end) - on(before: start)) / (end - start)
    }
}
