import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct PositionMomentsTests {
    /// 7 pictures of 90 positions with 5 channels, all far from zero.
    private let positions: Matrix<Float> = {
        var matrix = coarseNormal(7 * 90, 5, seed: 31)
        for index in matrix.elements.indices { matrix.elements[index] += 100 }
        return matrix
    }()

    private func moments(batches: [Range<Int>], threads: Int = 1) -> PositionMoments {
        var moments = PositionMoments(channels: 5)
        for pictures in batches {
            let rows = pictures.lowerBound * 90..<pictures.upperBound * 90
            moments.append(
                positions.region(rows: rows, columns: 0..<5), pictures: pictures.count,
                team: ThreadTeam(threads: threads))
        }
        return moments
    }

    /// Σ by its definition, in two passes.
    private var naiveCovariance: Matrix<Double> {
        let rows = positions.rows
        var result = Matrix<Double>(zeros: 5, 5)
        let means = (0..<5).map { column in
            (0..<rows).reduce(0.0) { $0 + Double(positions[$1, column]) } / Double(rows)
        }
        for row in 0..<rows {
            for first in 0..<5 {
                for second in 0..<5 {
                    let left = Double(positions[row, first]) - means[first]
                    result[first, second] +=
                        left * (Double(positions[row, second]) - means[second]) / Double(rows)
                }
            }
        }
        return result
    }

    @Test("the covariance over all positions is the one of its definition, in any batches")
    func covariance() {
        let expected = naiveCovariance
        for batches in [[0..<7], [0..<1, 1..<4, 4..<7]] {
            let found = moments(batches: batches).covariance
            for (found, expected) in zip(found.elements, expected.elements) {
                // 630 products of deviations near 1 lose a few last digits.
                #expect(abs(found - expected) < 1e-12)
            }
        }
    }

    @Test("the threads do not change a bit", arguments: [2, 4])
    func threads(count: Int) {
        #expect(
            moments(batches: [0..<7], threads: count).covariance
                == moments(batches: [0..<7]).covariance)
    }

    @Test("averages over space are the pictures' means, and one position is itself")
    func averages() {
        let team = ThreadTeam(threads: 2)
        let found = spatialAverages(of: positions, pictures: 7, team: team)
        #expect(found.shape == Matrix<Float>(zeros: 7, 5).shape)
        for picture in 0..<7 {
            for channel in 0..<5 {
                let sum = (0..<90).reduce(0.0) {
                    $0 + Double(positions[picture * 90 + $1, channel])
                }
                #expect(abs(Double(found[picture, channel]) - sum / 90) < 1e-5)
            }
        }
        #expect(spatialAverages(of: positions, pictures: 630, team: team) == positions)
    }

    @Test("NRC3 over positions is that of the same rows as features")
    func alignment() throws {
        let weight = coarseNormal(6, 5, seed: 32)
        let targets = Matrix<Double>(
            rows: 630, columns: 2,
            elements: coarseNormal(630, 2, seed: 33).elements.map(Double.init))
        let expected = try statistics(features: positions, weight: weight, targets: targets)
        var measurer = LayerMeasurer(layer: 1, featureColumns: 5, targetColumns: 2)
        try measurer.append(
            features: spatialAverages(
                of: positions, pictures: 7, team: ThreadTeam(threads: 1)),
            targets: targets.region(rows: 0..<7, columns: 0..<2))
        let layer = try measurer.statistics(
            name: "conv", weight: weight, moments: moments(batches: [0..<3, 3..<7]))
        for k in [1, 2, 5, 9] {
            let found = try layer.measurement(k: k)
            let flat = try expected.measurement(k: k)
            #expect(
                isClose(
                    found.flattenedFeatureWeightAlignment, flat.featureWeightAlignment,
                    relative: 1e-9, absolute: 0), "k = \(k)")
            #expect(flat.flattenedFeatureWeightAlignment == nil)
        }
    }

    @Test("a direction that is rounding noise spans nothing: at k = 2 a rank-1 input reads a half")
    func rankOne() throws {
        var line = Matrix<Float>(zeros: 600, 5)
        for row in 0..<600 {
            for column in 0..<5 { line[row, column] = Float(row) * Float(column + 1) }
        }
        var moments = PositionMoments(channels: 5)
        moments.append(line, pictures: 6, team: ThreadTeam(threads: 1))
        let weight = Matrix<Float>(
            rows: 2, columns: 5, elements: [1, 2, 3, 4, 5, 5, -4, 3, -2, 1])
        let decomposition = try SingularValueDecomposition(of: weight.asDouble)
        let flattened = try FlattenedAlignment(moments)
        let cosine = try flattened.meanCosine(weight: decomposition, outputs: 2, k: 2)
        #expect(isClose(cosine, 0.5, relative: 1e-9, absolute: 0))
        let nothing = try FlattenedAlignment(PositionMoments(channels: 5))
        #expect(try nothing.meanCosine(weight: decomposition, outputs: 2, k: 2) == nil)
    }
}
