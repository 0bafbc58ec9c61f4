internal import LinearAlgebra

/// The kind of road, which sets its width, its bends, what stands beside it and the speed limit.
enum RoadKind: Sendable, CaseIterable {
    case town, country, motorway

    /// km/h.
    var speedLimit: Float {
        switch self {
        case .town: 45
        case .country: 80
        case .motorway: 118
        }
    }

    var lanes: Int { self == .motorway ? 3 : 2 }

    /// Metres.
    var laneWidth: Float {
        switch self {
        case .town: 3.2
        case .country: 3.5
        case .motorway: 3.75
        }
    }

    /// Paved width beyond the outer lanes, metres.
    var shoulder: Float {
        switch self {
        case .town: 0.35
        case .country: 0.3
        case .motorway: 2.4
        }
    }

    /// The tightest bend, 1/metres.
    var highestCurvature: Float {
        switch self {
        case .town: 0.045
        case .country: 0.018
        case .motorway: 0.0035
        }
    }

    /// The furthest car that is followed, metres.
    var followingReach: Float {
        switch self {
        case .town: 16
        case .country: 24
        case .motorway: 32
        }
    }
}

/// All that decides where to steer and how fast to drive. Everything in it is visible.
///
/// Lengths in metres, angles in radians; x is to the right of the camera, z ahead of it.
struct DrivingSituation: Sendable, Equatable {
    var road: RoadKind
    /// The camera's lane, counted from the left.
    var lane: Int
    /// κ of the lane's centre, positive when it bends to the right.
    var curvature: Float
    /// How far the camera is to the right of the lane's centre.
    var offset: Float
    /// How far the camera looks to the right of the lane's direction.
    var heading: Float
    /// Distance of the car ahead in the same lane.
    var gap: Float?
    var rain: Bool
    /// How fast this driver is compared with the rule; shown by motion blur alone.
    var pace: Float

    init(drawnFrom stream: inout RandomStream) {
        road = stream.choice([(.town, 0.36), (.country, 0.36), (.motorway, 0.28)])
        // Two-lane roads carry traffic in both directions: the right lane is ours.
        lane = road == .motorway ? stream.index(below: 3) : 1
        // Straight stretches and bends of either side, evenly up to the tightest.
        let bend = stream.chance(0.2) ? stream.uniform(-0.1, 0.1) : stream.uniform(-1, 1)
        curvature = road.highestCurvature * bend
        offset = 0.5 * stream.bell()
        heading = (road == .motorway ? 0.05 : 0.085) * stream.bell()
        let follows = stream.chance(0.38)
        let nearness = stream.uniform(0, 1)
        gap = follows ? 6 + road.followingReach * nearness * (0.5 + 0.5 * nearness) : nil
        rain = stream.chance(0.22)
        pace = 1 + 0.05 * stream.bell()
    }

    /// x of the lane's centre at distance z: −o − ψ z + κ z²/2.
    @inline(__always)
    func laneCentre(at distance: Float) -> Float {
        -offset - heading * distance + curvature * distance * distance / 2
    }

    /// km/h: the lowest of what the road, the bend, and the car ahead allow, times the pace.
    ///
    /// * road: its limit, times 0.85 in rain;
    /// * bend: √(a/|κ|) with a comfortable lateral acceleration a of 2.4 m/s², 1.8 in rain;
    /// * car ahead: (gap − 3 m)/1.2 s.
    var speed: Float {
        let limit = road.speedLimit * (rain ? 0.85 : 1)
        let lateral: Float = rain ? 1.8 : 2.4
        let bend = (lateral / max(abs(curvature), 1e-4)).squareRoot() * 3.6
        let following = gap.map { ($0 - 3) / 1.2 * 3.6 } ?? .infinity
        return min(limit, bend, following) * pace
    }

    /// −1 (left) … 1 (right), by pure pursuit (Coulter 1992) of the lane's centre at a look-ahead
    /// L = 5 m + 0.45 s · v: the arc to that point has κ = 2x/L², and the wheel turns by
    /// 35 m · κ, saturating as s/√(1 + s²).
    var steer: Float {
        let lookAhead = 5 + 0.45 * speed / 3.6
        let arc = 2 * laneCentre(at: lookAhead) / (lookAhead * lookAhead)
        let turn = 35 * arc
        return turn / (1 + turn * turn).squareRoot()
    }
}
