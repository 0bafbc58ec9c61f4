import LinearAlgebra
import Testing

@testable import StandIns

@Suite struct DrawingTests {
    @Test("a bar's coverage is its share of the box, and sums to the bar's width")
    func bar() {
        #expect(Coverage.bar(0, from: -1, to: 1, blur: 1) == 1)
        #expect(Coverage.bar(1, from: -1, to: 1, blur: 1) == 0.5)
        #expect(Coverage.bar(5, from: -1, to: 1, blur: 1) == 0)
        for blur: Float in [1, 2.5, 7] {
            let total = stride(from: Float(-20), to: 20, by: 0.25).reduce(0) {
                $0 + Coverage.bar($1, from: -1.3, to: 1.9, blur: blur) * 0.25
            }
            // The trapezoid's kinks leave an error below the step's square.
            #expect(abs(total - 3.2) < 0.06)
        }
    }

    @Test("pulses are averaged over any stretch, also across and before zero")
    func pulses() {
        #expect(Coverage.pulses(from: 0, to: 2, length: 2, period: 5) == 1)
        #expect(Coverage.pulses(from: 2, to: 5, length: 2, period: 5) == 0)
        #expect(Coverage.pulses(from: 1, to: 3, length: 2, period: 5) == 0.5)
        #expect(Coverage.pulses(from: -5, to: 5, length: 2, period: 5) == 0.4)
        #expect(Coverage.pulses(from: -4, to: -3, length: 2, period: 5) == 1)
    }

    @Test("an ellipse's distance is exact on a circle and on the axes' ends")
    func ellipse() {
        #expect(Coverage.ellipse(0, 0, 2, 3) == -2)
        // Reciprocals round once or twice: a few units in the last place.
        #expect(abs(Coverage.ellipse(3, 4, 2, 2) - 3) < 1e-5)
        #expect(abs(Coverage.ellipse(2, 0, 2, 3)) < 1e-6)
        #expect(abs(Coverage.ellipse(0, -3, 2, 3)) < 1e-6)
        #expect(Coverage.ellipse(0.5, 0.5, 2, 3) < 0)
    }

    @Test("texture is on [0, 1], has mean ½, is continuous, and differs by key")
    func texture() {
        let texture = Texture(key: 7)
        var values: [Float] = []
        for row in -20..<20 {
            for column in -20..<20 {
                values.append(texture.value(Int32(column), Int32(row)))
                #expect(texture.noise(Float(column), Float(row)) == values[values.count - 1])
            }
        }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        // Five standard errors of 1,600 uniform draws.
        #expect(abs(mean(values) - 0.5) < 5 * 0.289 / 40)
        #expect(abs(deviation(values) - 0.289) < 0.02)
        for place in stride(from: Float(-3), to: 3, by: 0.1) {
            let step = texture.noise(place + 1e-3, 0.4) - texture.noise(place, 0.4)
            // The steepest slope of the blend is 1.5 per unit.
            #expect(abs(step) < 2e-3)
        }
        #expect(Texture(key: 8).value(0, 0) != texture.value(0, 0))
    }

    @Test("neighbouring lattice points are not correlated")
    func latticeIsRandom() {
        let texture = Texture(key: 99)
        let points = (0..<60).flatMap { row in (0..<60).map { (Int32($0), Int32(row)) } }
        let values = points.map { texture.value($0.0, $0.1) }
        for (right, down) in [(1, 0), (0, 1), (1, 1)] as [(Int32, Int32)] {
            let others = points.map { texture.value($0.0 + right, $0.1 + down) }
            // Five standard errors of 3,600 pairs.
            #expect(abs(correlation(values, others)) < 5.0 / 60)
        }
    }

    @Test("bytes are rounded and clamped; grain has the deviation asked for")
    func quantisation() {
        var bytes = [UInt8](repeating: 9, count: 3)
        Canvas(width: 1, height: 1, colour: Colour(-0.2, 0.5, 1.7))
            .quantise(grain: 0, texture: Texture(key: 1), into: &bytes)
        #expect(bytes == [0, 128, 255])
        bytes = [UInt8](repeating: 0, count: 64 * 64 * 3)
        Canvas(width: 64, height: 64, colour: Colour(grey: 0.5))
            .quantise(grain: 0.02, texture: Texture(key: 1), into: &bytes)
        let values = bytes.map { Float($0) }
        // 12,288 bytes, partly correlated: the deviation is good to two per cent, the mean to 0.2.
        #expect(abs(mean(values) - 127.5) < 0.4)
        #expect(abs(deviation(values) - 0.02 * 255) < 0.25)
    }

    @Test("shapes beyond the picture's edge are cut off")
    func clipping() {
        var canvas = Canvas(width: 8, height: 6)
        canvas.paintBox(
            PixelBox(left: -50, right: 3, top: -9, bottom: 2), colour: .white)
        canvas.paintEllipse(
            PixelBox(left: 100, right: 120, top: 0, bottom: 20), colour: .white)
        let lit = canvas.pixels.filter { $0 == .white }.count
        #expect(lit == 3 * 2)
        #expect(canvas.pixels.filter { $0 == .black }.count == 48 - lit)
    }

    @Test("bell-shaped draws have mean 0, variance 1 and bounds; choices follow their weights")
    func draws() {
        var stream = RandomStream(seed: 1, standIn: "test", sample: 0)
        let bells = (0..<10_000).map { _ in stream.bell() }
        // Five standard errors: 1/√n and, with a kurtosis of 2.7, √(1.7/n)/2.
        #expect(abs(mean(bells)) < 0.05)
        #expect(abs(deviation(bells) - 1) < 0.033)
        #expect(bells.allSatisfy { abs($0) <= 3.4642 })
        let weighted: [(choice: Int, weight: Float)] = [(0, 1), (1, 3)]
        let ones = (0..<10_000).filter { _ in stream.choice(weighted) == 1 }.count
        #expect(abs(ones - 7500) < 217)
    }
}
