import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct LayerMeasurerTests {
    private let features = coarseNormal(50, 8, seed: 1)
    private let weight = coarseNormal(5, 8, seed: 2)
    private let targets = coarseNormal(50, 3, seed: 3).asDouble

    @Test("the blocks the samples come in do not change a bit", arguments: [1, 7, 49])
    func blocks(rows: Int) throws {
        let whole = try statistics(features: features, weight: weight, targets: targets)
        let pieces = try statistics(
            features: features, weight: weight, targets: targets, blockRows: rows)
        #expect(try pieces.measurement(k: 2) == whole.measurement(k: 2))
        #expect(pieces.predictor.coefficients == whole.predictor.coefficients)
    }

    @Test("the layers of a model measured together are those measured alone", arguments: [1, 2, 4])
    func together(threads: Int) throws {
        // Enough for every lane to get rows, and no whole number of blocks.
        let inputs = [coarseNormal(1_500, 8, seed: 6), coarseNormal(1_500, 5, seed: 7)]
        let targets = coarseNormal(1_500, 3, seed: 8).asDouble
        var together = inputs.enumerated().map { index, matrix in
            LayerMeasurer(layer: index, featureColumns: matrix.columns, targetColumns: 3)
        }
        let team = ThreadTeam(threads: threads)
        for rows in [0..<700, 700..<1_500] {
            try LayerMeasurer.append(
                features: inputs.map { $0.region(rows: rows, columns: 0..<$0.columns) },
                targets: targets.region(rows: rows, columns: 0..<3), to: &together, team: team)
        }
        for (index, matrix) in inputs.enumerated() {
            let weight = coarseNormal(4, matrix.columns, seed: 9)
            let alone = try statistics(
                features: matrix, weight: weight, targets: targets, layer: index)
            let found = try together[index].statistics(name: alone.name, weight: weight)
            #expect(try found.measurement(k: 2) == alone.measurement(k: 2))
        }
    }

    @Test("of several layers that are not finite the first is named, and none is added")
    func firstLayer() throws {
        var inputs = Array(repeating: features, count: 3)
        inputs[1][4, 2] = .infinity
        inputs[2][0, 0] = .nan
        var measurers = (0..<3).map {
            LayerMeasurer(layer: $0, featureColumns: 8, targetColumns: 3)
        }
        #expect(
            throws: CollapseError("features of layer 1: not a finite number in row 4, column 2")
        ) {
            try LayerMeasurer.append(
                features: inputs, targets: targets, to: &measurers, team: ThreadTeam(threads: 2))
        }
        #expect(throws: CollapseError("features of layer 0: no samples to measure")) {
            _ = try measurers[0].statistics(name: "layers.0.weight", weight: weight)
        }
    }

    @Test("a rotation of feature space changes neither the features' metrics nor the alignment")
    func rotation() throws {
        // Exact in single precision, so the two sides differ by double rounding only; the scale √8
        // of both features and weight drops out as well.
        let turned = try statistics(
            features: product(features, hadamard8), weight: product(weight, hadamard8),
            targets: targets
        ).measurement(k: 2)
        let straight = try statistics(features: features, weight: weight, targets: targets)
            .measurement(k: 2)
        let pairs = [
            (turned.noiseComponent, straight.noiseComponent),
            (turned.cka, straight.cka), (turned.ckaFull, straight.ckaFull),
            (turned.featureWeightAlignment, straight.featureWeightAlignment),
            (turned.noiseWeightAlignment, straight.noiseWeightAlignment),
            (turned.featureStableRank, straight.featureStableRank),
            (turned.weightStableRank, straight.weightStableRank),
            (turned.linearPredictionMSE, straight.linearPredictionMSE),
        ]
        for (found, expected) in pairs {
            #expect(isClose(found, expected, relative: 1e-12, absolute: 1e-13))
        }
        #expect(turned.ckaFirstColumns != straight.ckaFirstColumns)
    }

    @Test("the rank-3 targets of a layer that holds them are predicted without error")
    func linearTargets() throws {
        let map = coarseNormal(8, 3, seed: 4).asDouble
        let linear = product(features.asDouble, map)
        let layer = try statistics(features: features, weight: weight, targets: linear)
        // The rounding of double products of numbers near 1, squared.
        #expect(layer.linearPredictionError < 1e-28)
        for (index, value) in layer.predictor.coefficients.elements.enumerated() {
            #expect(abs(value - map.elements[index]) < 1e-12)
        }
    }

    @Test("the last layer's error cannot exceed that of the network it feeds")
    func networkBound() throws {
        let layer = try statistics(features: features, weight: weight, targets: targets)
        let head = product(features, coarseNormal(3, 8, seed: 5), transposingRight: true)
        var network = SquaredErrorSum()
        network.add(predictions: head.asDouble, targets: targets)
        #expect(layer.linearPredictionError <= (try #require(network.mean)))
    }

    @Test("NaN in the features is an error that names layer, row and column")
    func notFiniteFeatures() throws {
        var broken = features
        broken[41, 6] = .nan
        #expect(
            throws: CollapseError(
                "features of layer 3: not a finite number in row 41, column 6")
        ) {
            _ = try statistics(
                features: broken, weight: weight, targets: targets, blockRows: 20, layer: 3)
        }
    }

    @Test("infinity in the targets is an error that names row and column")
    func notFiniteTargets() throws {
        var broken = targets
        broken[7, 2] = -.infinity
        #expect(throws: CollapseError("targets: not a finite number in row 7, column 2")) {
            _ = try statistics(features: features, weight: weight, targets: broken)
        }
    }

    @Test("NaN in the weight is an error that names the tensor")
    func notFiniteWeight() throws {
        var broken = weight
        broken[4, 0] = .nan
        #expect(
            throws: CollapseError("layers.4.weight: not a finite number in row 4, column 0")
        ) {
            _ = try statistics(features: features, weight: broken, targets: targets, layer: 2)
        }
    }

    @Test("shapes that do not fit are errors, not crashes")
    func shapes() throws {
        var measurer = LayerMeasurer(layer: 1, featureColumns: 8, targetColumns: 3)
        #expect(
            throws: CollapseError("features of layer 1: expected 8 columns, found 5")
        ) {
            try measurer.append(features: Matrix(zeros: 50, 5), targets: targets)
        }
        #expect(throws: CollapseError("targets: expected 3 columns, found 2")) {
            try measurer.append(features: features, targets: Matrix(zeros: 50, 2))
        }
        #expect(
            throws: CollapseError("features of layer 1: 50 samples, but the targets have 49")
        ) {
            try measurer.append(features: features, targets: targets.leadingRows(49))
        }
        try measurer.append(features: features, targets: targets)
        #expect(throws: CollapseError("layers.2.weight: expected 8 columns, found 7")) {
            _ = try measurer.statistics(name: "layers.2.weight", weight: Matrix(zeros: 5, 7))
        }
    }

    @Test("targets too large to subtract are an error that says so")
    func overflow() throws {
        var huge = targets
        huge[0, 1] = .greatestFiniteMagnitude
        huge[1, 1] = -.greatestFiniteMagnitude
        #expect(
            throws: CollapseError(
                "features of layer 0 and targets: values too large for double precision: "
                    + "their differences or sums overflow")
        ) {
            _ = try statistics(features: features, weight: weight, targets: huge)
        }
    }

    @Test("nothing measured, or nothing to measure against, is an error")
    func empty() throws {
        let unused = LayerMeasurer(layer: 2, featureColumns: 8, targetColumns: 3)
        #expect(throws: CollapseError("features of layer 2: no samples to measure")) {
            _ = try unused.statistics(name: "layers.4.weight", weight: weight)
        }
        #expect(throws: CollapseError("targets: no columns to measure against")) {
            _ = try statistics(
                features: features, weight: weight, targets: Matrix(zeros: 50, 0))
        }
    }
}
