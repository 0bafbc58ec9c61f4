import Testing

@testable import StandIns

@Suite struct DrivingStandInTests {
    @Test("a sample depends on seed and index alone, not on what was made before it")
    func independentSamples() throws {
        let standIn = try DrivingStandIn(seed: 4, height: 40, width: 80)
        var pixels = [UInt8](repeating: 0, count: 40 * 80 * 3)
        var inOrder: [[UInt8]] = []
        for index in 0..<5 {
            _ = standIn.sample(index, into: &pixels)
            inOrder.append(pixels)
        }
        for index in [3, 0, 4] {
            #expect(standIn.picture(index).pixels == inOrder[index])
        }
        #expect(Set(inOrder).count == 5)
        #expect(try DrivingStandIn(seed: 5, height: 40, width: 80).picture(0).pixels != inOrder[0])
    }

    @Test("targets are those of the situation and the same for every size")
    func sizes() throws {
        let situation = Drive(seed: 9, index: 2).situation
        for (height, width) in [(88, 200), (288, 200), (32, 32), (33, 101)] {
            let (pixels, targets) = try DrivingStandIn(seed: 9, height: height, width: width)
                .picture(2)
            #expect(targets == DrivingTargets(steer: situation.steer, speed: situation.speed))
            #expect(deviation(pixels.map { Float($0) }) > 10)
        }
    }

    @Test("pictures are neither flat nor clipped")
    func tones() throws {
        let standIn = try DrivingStandIn(seed: 6, height: 44, width: 100)
        for index in 0..<30 {
            let pixels = standIn.picture(index).pixels
            let extreme = pixels.filter { $0 == 0 || $0 == 255 }.count
            #expect(deviation(pixels.map { Float($0) }) > 10, "sample \(index)")
            // A bright sky or snow in the sun may saturate; most of a picture must not.
            #expect(Double(extreme) < 0.35 * Double(pixels.count), "sample \(index)")
        }
    }

    @Test("road and verge are each as often the darker one")
    func contrast() {
        let brighter = (0..<400).filter { index in
            var stream = Drive(seed: 8, index: index).stream
            let situation = Drive(seed: 8, index: index).situation
            let light = DrivingLight(rain: situation.rain, drawnFrom: &stream)
            let around = DrivingSurroundings(of: situation, light: light, drawnFrom: &stream)
            return around.asphalt.luma > around.verge.luma
        }
        // Of 400, with a share of 0.4…0.6 and five standard errors of 10.
        #expect((110...290).contains(brighter.count))
    }

    @Test("pace shows as motion blur, though nothing else changes")
    func pace() throws {
        let standIn = try DrivingStandIn(seed: 3)
        var drive = try #require(
            (0..<100).map { Drive(seed: 3, index: $0) }.first { $0.situation.road == .motorway })
        drive.situation.gap = nil
        drive.situation.curvature = 0
        drive.situation.pace = 0.85
        let slow = standIn.picture(of: drive)
        drive.situation.pace = 1.15
        let fast = standIn.picture(of: drive)
        let changed = zip(slow, fast).filter { abs(Int($0) - Int($1)) > 2 }.count
        #expect(changed > 500)
    }

    @Test("the nearer the car ahead, the more of the picture it covers")
    func gap() throws {
        let standIn = try DrivingStandIn(seed: 3)
        var drive = try #require(
            (0..<100).map { Drive(seed: 3, index: $0) }.first { $0.situation.gap != nil })
        drive.situation.curvature = 0
        // Speed, and with it all motion blur, is that of the following distance: hold it.
        func picture(_ gap: Float) -> [UInt8] {
            drive.situation.gap = gap
            drive.situation.pace = 18 / (gap - 3)
            return standIn.picture(of: drive)
        }
        let far = picture(60)
        let covered = [40, 20, 10].map { gap in
            zip(far, picture(gap)).filter { abs(Int($0) - Int($1)) > 8 }.count
        }
        #expect(covered[0] < covered[1] && covered[1] < covered[2])
        // At 10 m a metre is 11 pixels, so a car of 1.65 m × 1.4 m covers 280 pixels; most of their
        // 840 bytes differ from the road's.
        #expect(covered[2] > 500)
    }

    @Test(
        "a size that cannot be rendered is refused by name",
        arguments: [
            (31, 200, "height", 31), (88, 2049, "width", 2049), (0, 200, "height", 0),
            (88, -1, "width", -1),
        ])
    func badSizes(height: Int, width: Int, name: String, size: Int) {
        let text =
            "a \(name) of \(size) pixels cannot be rendered; choose one from 32 to 2048"
        let error = #expect(throws: StandInError.self) {
            try DrivingStandIn(seed: 1, height: height, width: width)
        }
        #expect(error?.description == text)
    }
}
