/// A forward camera above a flat ground, and the picture's points of the ground it sees.
///
/// Pixel of a point (x, y up, z): column = width/2 + f·x/z, row = horizon + f·(h − y)/z. The field
/// of view across, 2 atan(1/1.1) ≈ 85°, is the same for every picture size.
struct DrivingView: Sendable {
    let width: Int
    let height: Int
    /// f, pixels.
    let focalLength: Float
    /// Row of the horizon, pixels.
    let horizon: Float
    /// h, metres.
    let cameraHeight: Float

    /// - Parameter horizon: the horizon's place as a share of the picture's height.
    init(width: Int, height: Int, horizon: Float, cameraHeight: Float) {
        self.width = width
        self.height = height
        focalLength = 0.55 * Float(width)
        self.horizon = horizon * Float(height)
        self.cameraHeight = cameraHeight
    }

    @inline(__always)
    func column(x: Float, distance: Float) -> Float {
        Float(width) / 2 + focalLength * x / distance
    }

    @inline(__always)
    func row(elevation: Float, distance: Float) -> Float {
        horizon + focalLength * (cameraHeight - elevation) / distance
    }

    /// Pixels of a metre at a distance.
    @inline(__always)
    func scale(at distance: Float) -> Float { focalLength / distance }

    /// Distance of the ground that a row below the horizon shows; 400 m at the most.
    @inline(__always)
    func groundDistance(row: Float) -> Float {
        focalLength * cameraHeight / max(row - horizon, focalLength * cameraHeight / 400)
    }
}
