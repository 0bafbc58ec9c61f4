import Kernels
import LinearAlgebra
import Testing

@testable import ResidualNetworks

/// The kernels between convolutions beside their definitions, for both sizes of blocks.
@Suite struct BlockedLayerTests {
    /// Single precision through a few operations on numbers of the order of 1.
    private static let tolerance = 1e-5
    private static let (samples, channels, height, width) = (3, 32, 5, 6)

    private func planes(_ seed: UInt64) -> Planes {
        Planes(Self.samples, Self.channels, Self.height, Self.width, seed: seed)
    }

    private func normal(_ seed: UInt64) -> [Float] {
        var stream = RandomStream(seed: seed, stream: "channels")
        return (0..<Self.channels).map { _ in Float(stream.standardNormal()) }
    }

    private func norm() throws -> NormBuffers {
        let norm = try NormBuffers(channels: Self.channels)
        norm[.mean] = normal(1)
        norm[.scale] = normal(2)
        norm[.bias] = normal(3)
        norm[.gradientA] = normal(4)
        norm[.gradientB] = normal(5)
        norm[.gradientE] = normal(6)
        return norm
    }

    private func mapped(_ planes: Planes, _ norm: NormBuffers) -> Planes {
        let (mean, scale, shift) = (norm[.mean], norm[.scale], norm[.bias])
        var result = planes
        planes.forEach { n, c, y, x in
            result[n, c, y, x] =
                (planes[n, c, y, x] - Double(mean[c])) * Double(scale[c]) + Double(shift[c])
        }
        return result
    }

    @Test("batch norm with ReLU, with a shortcut, and with a mapped shortcut", arguments: [8, 16])
    func maps(block: Int) throws {
        let (x, other) = (planes(1), planes(2))
        let (norm, otherNorm) = (try norm(), try norm())
        otherNorm[.mean] = normal(9)
        let input = try x.activation(block: block)
        let shortcut = try other.activation(block: block)
        let all = 0..<Self.samples
        let target = try Planes(Self.samples, Self.channels, Self.height, Self.width)
            .activation(block: block)
        func expect(_ addition: Planes?) {
            var expected = mapped(x, norm)
            expected.values = expected.values.indices.map {
                max(expected.values[$0] + (addition?.values[$0] ?? 0), 0)
            }
            #expect(Planes(target, samples: 3).relativeDistance(expected) < Self.tolerance)
        }
        unsafe nrc_blocked_rectify(
            input.pointer(all), input.shape(all), norm.map, target.pointer(all))
        expect(nil)
        unsafe nrc_blocked_join(
            input.pointer(all), input.shape(all), norm.map, shortcut.pointer(all),
            target.pointer(all))
        expect(other)
        unsafe nrc_blocked_join_mapped(
            input.pointer(all), input.shape(all), norm.map, shortcut.pointer(all), otherNorm.map,
            target.pointer(all))
        expect(mapped(other, otherNorm))
    }

    @Test("a NaN goes through ReLUs and max-pooling", arguments: [8, 16])
    func notANumber(block: Int) throws {
        var x = planes(1)
        // Before and after others of its window.
        for place in [(0, 0), (2, 3), (4, 5)] { x[1, 2, place.0, place.1] = .nan }
        let norm = try norm()
        let input = try x.activation(block: block)
        let all = 0..<Self.samples
        let pooled = try input.everySecondPosition(Self.samples)
        unsafe nrc_blocked_max_pool(
            input.pointer(all), input.shape(all), input.size, norm.map, pooled.pointer(all), nil)
        unsafe nrc_blocked_rectify(
            input.pointer(all), input.shape(all), norm.map, input.pointer(all))
        let rectified = Planes(input, samples: 3)
        x.forEach { n, c, y, px in
            #expect(rectified[n, c, y, px].isNaN == x[n, c, y, px].isNaN)
        }
        let windows = Planes(pooled, samples: 3)
        windows.forEach { n, c, y, px in
            let covers = (max(2 * y - 1, 0)...min(2 * y + 1, Self.height - 1)).contains { iy in
                (max(2 * px - 1, 0)...min(2 * px + 1, Self.width - 1)).contains { ix in
                    x[n, c, iy, ix].isNaN
                }
            }
            #expect(windows[n, c, y, px].isNaN == covers)
        }
    }

    @Test("the sums of a batch norm and of its gradient", arguments: [8, 16])
    func sums(block: Int) throws {
        let (x, g, y) = (planes(1), planes(2), planes(3))
        let mean = normal(4)
        let all = 0..<Self.samples
        let (input, output) = (try x.activation(block: block), try y.activation(block: block))
        let gradient = try g.activation(block: block)
        let added = try planes(5).activation(block: block)
        var (first, second) = (
            [Double](repeating: 0, count: Self.channels),
            [Double](repeating: 0, count: Self.channels)
        )
        func expect(_ terms: (Int, Int, Int, Int) -> (Double, Double)) {
            var (sums, products) = (
                [Double](repeating: 0, count: Self.channels),
                [Double](repeating: 0, count: Self.channels)
            )
            x.forEach { n, c, py, px in
                let (term, product) = terms(n, c, py, px)
                sums[c] += term
                products[c] += product
            }
            for c in sums.indices {
                // The differences are taken in single precision, all else in double.
                #expect(abs(first[c] - sums[c]) < Self.tolerance)
                #expect(abs(second[c] - products[c]) < Self.tolerance * 10)
            }
        }
        unsafe nrc_blocked_sums(input.pointer(all), input.shape(all), &first, &second)
        expect { (x[$0, $1, $2, $3], x[$0, $1, $2, $3] * x[$0, $1, $2, $3]) }
        unsafe nrc_blocked_gradient_sums(
            gradient.pointer(all), input.pointer(all), input.shape(all), mean, &first, &second)
        expect { n, c, py, px in
            (g[n, c, py, px], g[n, c, py, px] * (x[n, c, py, px] - Double(mean[c])))
        }
        unsafe nrc_blocked_gate(
            gradient.pointer(all), added.pointer(all), output.pointer(all), input.pointer(all),
            input.shape(all), mean, &first, &second)
        let shortcut = planes(5)
        func passed(_ n: Int, _ c: Int, _ py: Int, _ px: Int) -> Double {
            y[n, c, py, px] > 0 ? g[n, c, py, px] + shortcut[n, c, py, px] : 0
        }
        expect { n, c, py, px in
            (passed(n, c, py, px), passed(n, c, py, px) * (x[n, c, py, px] - Double(mean[c])))
        }
        var expected = g
        g.forEach { expected[$0, $1, $2, $3] = passed($0, $1, $2, $3) }
        #expect(Planes(gradient, samples: 3).relativeDistance(expected) < Self.tolerance)
    }

    @Test("max-pooling over a batch norm and ReLU, and the way back", arguments: [8, 16])
    func pool(block: Int) throws {
        let x = planes(1)
        let norm = try norm()
        let (oh, ow) = ((Self.height + 1) / 2, (Self.width + 1) / 2)
        let input = try x.activation(block: block)
        let output = try Planes(Self.samples, Self.channels, oh, ow).activation(block: block)
        let g = Planes(Self.samples, Self.channels, oh, ow, seed: 7)
        let all = 0..<Self.samples
        var chosen = [UInt8](repeating: 0, count: Self.samples * output.stride)
        unsafe nrc_blocked_max_pool(
            input.pointer(all), input.shape(all), input.size, norm.map, output.pointer(all),
            &chosen)
        let activations = mapped(x, norm)
        var expected = Planes(Self.samples, Self.channels, oh, ow)
        var part = Planes(Self.samples, Self.channels, Self.height, Self.width)
        expected.forEach { n, c, oy, ox in
            var place: (Int, Int)?
            for iy in max(2 * oy - 1, 0)...min(2 * oy + 1, Self.height - 1) {
                for ix in max(2 * ox - 1, 0)...min(2 * ox + 1, Self.width - 1)
                where activations[n, c, iy, ix] > expected[n, c, oy, ox] {
                    expected[n, c, oy, ox] = activations[n, c, iy, ix]
                    place = (iy, ix)
                }
            }
            if let (iy, ix) = place { part[n, c, iy, ix] += g[n, c, oy, ox] }
        }
        #expect(Planes(output, samples: 3).relativeDistance(expected) < Self.tolerance)

        let gradient = try g.activation(block: block)
        var (sums, products) = (
            [Double](repeating: 0, count: Self.channels),
            [Double](repeating: 0, count: Self.channels)
        )
        unsafe nrc_blocked_max_pool_sums(
            gradient.pointer(all), chosen, input.pointer(all), input.shape(all), input.size,
            norm[.mean], &sums, &products)
        let target = try x.activation(block: block)
        unsafe nrc_blocked_max_pool_gradient(
            gradient.pointer(all), chosen, input.pointer(all), input.shape(all), input.size,
            norm.gradientMap, target.pointer(all))
        let (a, b, e, mean) = (
            norm[.gradientA], norm[.gradientB], norm[.gradientE], norm[.mean]
        )
        var through = part
        var expectedSums = [Double](repeating: 0, count: Self.channels)
        var expectedProducts = expectedSums
        part.forEach { n, c, y, px in
            let distance = x[n, c, y, px] - Double(mean[c])
            through[n, c, y, px] =
                Double(a[c]) * part[n, c, y, px] + Double(b[c]) * distance + Double(e[c])
            expectedSums[c] += part[n, c, y, px]
            expectedProducts[c] += part[n, c, y, px] * distance
        }
        #expect(Planes(target, samples: 3).relativeDistance(through) < Self.tolerance)
        for c in sums.indices {
            #expect(abs(sums[c] - expectedSums[c]) < Self.tolerance)
            #expect(abs(products[c] - expectedProducts[c]) < Self.tolerance * 10)
        }
    }

    @Test("every second position, and adding there", arguments: [8, 16])
    func sampling(block: Int) throws {
        let x = planes(1)
        let input = try x.activation(block: block)
        let sampled = try input.everySecondPosition(Self.samples)
        let all = 0..<Self.samples
        unsafe nrc_blocked_sample(
            input.pointer(all), input.shape(all), input.size, sampled.pointer(all))
        unsafe nrc_blocked_add_sampled(
            input.pointer(all), input.shape(all), input.size, sampled.pointer(all))
        let (few, doubled) = (Planes(sampled, samples: 3), Planes(input, samples: 3))
        few.forEach { n, c, y, px in #expect(few[n, c, y, px] == x[n, c, 2 * y, 2 * px]) }
        x.forEach { n, c, y, px in
            let factor = y.isMultiple(of: 2) && px.isMultiple(of: 2) ? 2.0 : 1
            #expect(doubled[n, c, y, px] == factor * x[n, c, y, px])
        }
    }

    @Test("averages over space, their gradient, and rows of positions", arguments: [8, 16])
    func averages(block: Int) throws {
        let x = planes(1)
        let input = try x.activation(block: block)
        let all = 0..<Self.samples
        var means = [Float](repeating: 0, count: Self.samples * Self.channels)
        unsafe nrc_blocked_average(input.pointer(all), input.shape(all), &means)
        let rows = input.rows(Self.samples)
        let area = Double(Self.height * Self.width)
        var expected = [Double](repeating: 0, count: means.count)
        x.forEach { n, c, y, px in
            expected[n * Self.channels + c] += x[n, c, y, px] / area
            let row = (n * Self.height + y) * Self.width + px
            #expect(Double(rows[row * Self.channels + c]) == x[n, c, y, px])
        }
        for (mean, value) in zip(means, expected) {
            #expect(abs(Double(mean) - value) < Self.tolerance)
        }
        unsafe nrc_blocked_spread(means, input.shape(all), input.pointer(all))
        let spread = Planes(input, samples: 3)
        x.forEach { n, c, y, px in
            #expect(
                abs(spread[n, c, y, px] - Double(means[n * Self.channels + c]) / area)
                    < Self.tolerance)
        }
    }

    @Test("pixels become planes of numbers")
    func pixels() {
        let values = (0..<256).map { Float($0) / 4 }
        var planes = [Float](repeating: 0, count: 6)
        unsafe nrc_pixel_planes([1, 2, 3, 255, 0, 8], 2, values, &planes)
        #expect(planes == [0.25, 63.75, 0.5, 0, 0.75, 2])
    }
}
