import Testing

@testable import StandIns

@Suite struct DrivingSituationTests {
    private let situations = (0..<2000).map { Drive(seed: 11, index: $0).situation }

    /// Straight ahead in the middle of a dry, empty road.
    private func plain(_ road: RoadKind) -> DrivingSituation {
        var situation = situations[0]
        situation.road = road
        situation.lane = 1
        situation.curvature = 0
        situation.offset = 0
        situation.heading = 0
        situation.gap = nil
        situation.rain = false
        situation.pace = 1
        return situation
    }

    @Test("in the middle of a straight, empty road one drives straight on at the limit")
    func plainRoad() {
        for road in RoadKind.allCases {
            #expect(plain(road).steer == 0)
            #expect(plain(road).speed == road.speedLimit)
        }
    }

    @Test("one steers into a bend, back to the lane's centre and against a wrong heading")
    func directions() {
        var bend = plain(.town)
        bend.curvature = 0.02
        #expect(bend.steer > 0.1)
        var aside = plain(.town)
        aside.offset = 0.5
        #expect(aside.steer < -0.1)
        var askew = plain(.town)
        askew.heading = 0.05
        #expect(askew.steer < -0.1)
    }

    @Test("a mirrored situation is steered the other way, at the same speed")
    func mirrored() {
        for situation in situations.prefix(50) {
            var mirror = situation
            mirror.curvature.negate()
            mirror.offset.negate()
            mirror.heading.negate()
            #expect(mirror.steer == -situation.steer)
            #expect(mirror.speed == situation.speed)
        }
    }

    @Test("the same displacement is corrected less at higher speed")
    func speedSoftensSteering() {
        let steers = [RoadKind.town, .country, .motorway].map { road in
            var situation = plain(road)
            situation.offset = 0.5
            return abs(situation.steer)
        }
        #expect(steers[0] > 1.5 * steers[1])
        #expect(steers[1] > 1.5 * steers[2])
    }

    @Test("bends, rain and a near car slow down; the lowest of the limits holds")
    func speeds() {
        var situation = plain(.country)
        situation.rain = true
        // 0.85 of 80 km/h, rounded once.
        #expect(situation.speed == 80 * 0.85)
        situation = plain(.country)
        situation.curvature = -0.0096
        // √(2.4/0.0096) = 15.811 m/s = 56.921 km/h; single precision keeps six digits.
        #expect(abs(situation.speed - 56.921) < 1e-3)
        situation.gap = 18
        // (18 − 3)/1.2 m/s = 45 km/h.
        #expect(abs(situation.speed - 45) < 1e-4)
        situation.pace = 1.1
        #expect(abs(situation.speed - 49.5) < 1e-4)
    }

    @Test("targets stay in their ranges and vary")
    func ranges() {
        let steers = situations.map(\.steer)
        let speeds = situations.map(\.speed)
        #expect(steers.allSatisfy { abs($0) < 1 })
        // From (6 − 3)/1.2 m/s at the slowest pace, 1 − 0.05 · 2√3, to the limit at the highest.
        #expect(speeds.allSatisfy { $0 >= 9 * 0.82 && $0 <= 118 * 1.18 })
        #expect(deviation(steers) > 0.25)
        #expect(deviation(speeds) > 20)
        // Left and right are equally likely: five standard errors of 2,000 draws.
        #expect(abs(mean(steers)) < 5 * deviation(steers) / Float(2000).squareRoot())
        // Two targets, neither a function of the other: rank 2.
        #expect(abs(correlation(steers, speeds)) < 0.15)
    }

    @Test("every kind of road, rain and cars ahead occur")
    func variety() {
        for road in RoadKind.allCases {
            #expect(situations.filter { $0.road == road }.count > 400)
        }
        #expect((300...600).contains(situations.filter(\.rain).count))
        #expect((650...870).contains(situations.filter { $0.gap != nil }.count))
    }
}
