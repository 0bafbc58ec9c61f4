import LinearAlgebra
import Testing
import TestSupport

@testable import Collapse

@Suite struct AlignmentTests {
    private let features = coarseNormal(40, 8, seed: 11)
    private let weight = coarseNormal(6, 8, seed: 12)
    private let targets = coarseNormal(40, 3, seed: 13).asDouble

    @Test("the feature-space formula equals CKA from N×N kernels")
    func naiveAlignment() throws {
        let layer = try statistics(features: features, weight: weight, targets: targets)
        let expected = kernelAlignment(features.asDouble, targets)
        #expect(isClose(layer.fullAlignment, expected, relative: 1e-12, absolute: 0))
        let firstColumns = kernelAlignment(features.asDouble.leadingColumns(3), targets)
        #expect(isClose(layer.firstColumnsAlignment, firstColumns, relative: 1e-12, absolute: 0))
    }

    @Test("at k of all features the projected CKA is the full one")
    func projectionOnEverything() throws {
        let layer = try statistics(features: features, weight: weight, targets: targets)
        for k in [8, 20] {
            #expect(
                isClose(layer.alignment(k: k), layer.fullAlignment, relative: 1e-12, absolute: 0))
        }
        #expect(layer.alignment(k: 2) != layer.fullAlignment)
    }

    @Test("features that are the targets, scaled and turned, align perfectly")
    func perfectAlignment() throws {
        let padded = coarseNormal(40, 8, seed: 14)
        let layer = try statistics(
            features: product(padded, hadamard8), weight: weight, targets: padded.asDouble)
        #expect(isClose(layer.fullAlignment, 1, relative: 1e-14, absolute: 0))
    }

    @Test("a weight that reads the feature subspace aligns perfectly, one outside it not at all")
    func extremeSubspaces() throws {
        // Features vary along the first two axes only.
        var flat = features
        for row in 0..<flat.rows {
            for column in 2..<8 { flat[row, column] = 0 }
        }
        var inside = Matrix<Float>(zeros: 4, 8)
        var outside = Matrix<Float>(zeros: 4, 8)
        for row in 0..<2 {
            inside[row, row] = 3
            inside[row + 2, row] = Float(row)
            outside[row, row + 4] = 3
        }
        let aligned = try statistics(features: flat, weight: inside, targets: targets)
            .measurement(k: 2)
        #expect(isClose(aligned.featureWeightAlignment, 1, relative: 1e-14, absolute: 0))
        // A sine is known to the rounding of its basis, not to its root.
        #expect(isClose(aligned.noiseWeightAlignment, 0, relative: 0, absolute: 1e-14))
        let crossed = try statistics(features: flat, weight: outside, targets: targets)
            .measurement(k: 2)
        #expect(isClose(crossed.featureWeightAlignment, 0, relative: 0, absolute: 1e-14))
        #expect(isClose(crossed.noiseWeightAlignment, 1, relative: 1e-14, absolute: 0))
    }

    @Test("cosine and sine of a single angle belong together")
    func oneAngle() throws {
        let layer = try statistics(features: features, weight: weight, targets: targets)
            .measurement(k: 1)
        let cosine = try #require(layer.featureWeightAlignment)
        let sine = try #require(layer.noiseWeightAlignment)
        #expect(abs(cosine * cosine + sine * sine - 1) < 1e-13)
    }

    @Test("a rank-1 weight reads at most one half at k = 2, and all of it where directions exist")
    func rankOneWeight() throws {
        var line = features
        for row in 0..<line.rows {
            for column in 1..<8 { line[row, column] /= 64 }
        }
        var rankOne = Matrix<Float>(zeros: 4, 8)
        for row in 0..<4 { rankOne[row, 0] = Float(row + 1) }
        let layer = try statistics(features: line, weight: rankOne, targets: targets)
            .measurement(k: 2)
        let mean = try #require(layer.featureWeightAlignment)
        #expect(mean <= 0.5)
        #expect(mean > 0.49)
        #expect(layer.sharedDirections == 1)
        // Against one direction of the weight stand both of the features.
        #expect((try #require(layer.sharedFeatureWeightAlignment)) > 0.99)
    }

    @Test("a direction exists from a thousandth of the strongest one on")
    func existence() throws {
        // σ = 1, 2e-3, 5e-4 along the axes: a map that exists in two directions of the three.
        var fading = Matrix<Float>(zeros: 8, 3)
        for (column, scale) in [Float(1), 2e-3, 5e-4].enumerated() {
            for row in 0..<8 { fading[row, column] = scale * hadamard8[row, column + 1] }
        }
        let fadingWeight = Matrix<Float>([[1, 0, 0], [0, 2e-3, 0], [0, 0, 5e-4]])
        let full = Matrix<Float>.identity(3)
        let targets = targets.leadingRows(8)
        for (features, weight) in [(fading, full), (fading, fadingWeight)] {
            let layer = try statistics(features: features, weight: weight, targets: targets)
                .measurement(k: 3)
            #expect(layer.sharedDirections == 2)
            #expect(isClose(layer.sharedFeatureWeightAlignment, 1, relative: 1e-14, absolute: 0))
        }
        let other = coarseNormal(8, 3, seed: 15)
        let layer = try statistics(features: other, weight: fadingWeight, targets: targets)
            .measurement(k: 3)
        #expect(layer.sharedDirections == 2)
    }

    @Test("k beyond the outputs means the angles there are")
    func beyondOutputs() throws {
        let narrow = weight.leadingRows(2)
        let layer = try statistics(features: features, weight: narrow, targets: targets)
            .measurement(k: 8)
        // Two directions inside a space that is everything.
        #expect(isClose(layer.featureWeightAlignment, 1, relative: 1e-14, absolute: 0))
        #expect(layer.sharedDirections == 2)
    }

    /// CKA with explicit centred kernels: the definition.
    private func kernelAlignment(_ first: Matrix<Double>, _ second: Matrix<Double>) -> Double {
        let count = first.rows
        var centering = Matrix<Double>.identity(count)
        for index in centering.elements.indices {
            centering.elements[index] -= 1 / Double(count)
        }
        func kernel(_ matrix: Matrix<Double>) -> Matrix<Double> {
            product(
                product(centering, product(matrix, matrix, transposingRight: true)), centering)
        }
        func inner(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
            zip(left.elements, right.elements).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (k, l) = (kernel(first), kernel(second))
        return inner(k, l) / (inner(k, k) * inner(l, l)).squareRoot()
    }
}
