import Foundation
import LinearAlgebra
import Testing

@testable import Collapse

@Suite struct TrajectoryTests {
    /// Of two directions, the second half as strong.
    private static let ceiling = 4 / 17.0.squareRoot()

    private static func layer(
        noise: Double? = 0.05, cka: Double? = 0.98, weight: Double? = 0.95, linear: Double = 0.05
    ) -> [String: Any] {
        var fields: [String: Any] = [
            "name": "w", "shared_directions": 2, "linear_prediction_mse": linear,
            "proposition1": [String: Any](),
        ]
        fields["noise_component"] = noise
        fields["cka"] = cka
        fields["feature_weight_alignment"] = weight
        return fields
    }

    private static var collapsed: [String: Any] { layer() }
    private static var spread: [String: Any] { layer(noise: 0.5) }

    /// Layer 0, two hidden layers, the last one.
    private func measurement(
        _ layers: [[String: Any]] = [spread, spread, collapsed, collapsed], k: Int = 2,
        train: Double = 0.05, test: Double? = 0.06, epoch: Int? = 10, variance: Double = 0.625,
        ceiling: Double? = ceiling
    ) throws -> ModelMeasurement {
        var fields: [String: Any] = [
            "k": k, "layers": layers, "train_mse": train, "first_collapsed_layer_at": [:],
            "labels": ["arm": "a"], "samples": 4, "feature_columns": 7, "target_columns": 2,
            "target_variance": variance,
        ]
        fields["cka_ceiling"] = ceiling
        fields["epoch"] = epoch
        fields["test_mse"] = test
        return try ModelMeasurement(json: JSONSerialization.data(withJSONObject: fields))
    }

    /// The paper's main claim with its bands as they are pinned.
    private static let pinned = DeepCollapse(
        noiseComponent: 0.1, alignment: 0.9, weightAlignment: 0.9, excessError: 1.5,
        remainingVariance: 0.1)

    private func trajectory(
        _ measurements: [ModelMeasurement], claim: DeepCollapse = Self.pinned
    ) throws -> Trajectory {
        try Trajectory(measurements, claim: claim, trainingSamples: 9)
    }

    private func isCollapsed(
        _ measurement: ModelMeasurement, by claim: DeepCollapse = Self.pinned
    ) throws -> Bool {
        try #require(try trajectory([measurement], claim: claim).checkpoints.first).isCollapsed
    }

    // MARK: The claim at one moment

    @Test("collapsed are the last layer and one hidden layer at least, not layer 0")
    func whichLayers() throws {
        let (yes, no) = (Self.collapsed, Self.spread)
        #expect(try isCollapsed(measurement([no, no, yes, yes])))
        #expect(try isCollapsed(measurement([no, yes, no, yes])))
        #expect(try !isCollapsed(measurement([no, yes, yes, no])))
        #expect(try !isCollapsed(measurement([yes, no, no, yes])))
        #expect(try !isCollapsed(measurement([yes, yes])))
    }

    @Test("each condition counts, and what is undefined is not satisfied")
    func conditions() throws {
        let failing: [[String: Any]] = [
            Self.layer(noise: 0.11), Self.layer(noise: nil), Self.layer(cka: nil),
            // Above 0.9, but not above the ceiling 0.970.
            Self.layer(cka: 0.97), Self.layer(weight: 0.89), Self.layer(weight: nil),
            Self.layer(linear: 0.076),
        ]
        for layer in failing {
            #expect(try !isCollapsed(measurement([Self.spread, layer, layer, layer])), "\(layer)")
        }
        let limit = Self.layer(noise: 0.1, cka: 0.971, weight: 0.9, linear: 0.075)
        #expect(try isCollapsed(measurement([Self.spread, limit, limit, limit])))
    }

    @Test("a network that does not fit is not collapsed")
    func fit() throws {
        #expect(try isCollapsed(measurement(train: 0.0625)))
        #expect(try !isCollapsed(measurement(train: 0.063)))
    }

    @Test("without a ceiling the band of CKA alone counts")
    func noCeiling() throws {
        let layer = Self.layer(cka: 0.91)
        let layers = [Self.spread, layer, layer, layer]
        #expect(try !isCollapsed(measurement(layers)))
        #expect(try isCollapsed(measurement(layers, ceiling: 0)))
        #expect(try isCollapsed(measurement(layers, ceiling: nil)))
    }

    @Test("each band moves what counts as collapsed")
    func bands() throws {
        let layer = Self.layer(noise: 0.2, cka: 0.8, weight: 0.7, linear: 0.2)
        let found = try measurement([Self.spread, layer, layer, layer], train: 0.1, ceiling: 0)
        let wide = [0.2, 0.79, 0.7, 2, 0.16]
        func claim(_ bands: [Double]) -> DeepCollapse {
            DeepCollapse(
                noiseComponent: bands[0], alignment: bands[1], weightAlignment: bands[2],
                excessError: bands[3], remainingVariance: bands[4])
        }
        #expect(try isCollapsed(found, by: claim(wide)))
        for (band, narrow) in [0.19, 0.8, 0.71, 1.9, 0.15].enumerated() {
            var bands = wide
            bands[band] = narrow
            #expect(try !isCollapsed(found, by: claim(bands)), "band \(band)")
        }
    }

    // MARK: Over the epochs

    @Test("the onset is the first checkpoint from which on the claim holds to the end")
    func onset() throws {
        func onset(_ states: [Bool]) throws -> Int? {
            let measurements = try states.enumerated().map { index, state in
                try measurement(
                    Array(repeating: state ? Self.collapsed : Self.spread, count: 4),
                    epoch: index * 10)
            }
            return try trajectory(measurements).onsetEpoch
        }
        #expect(try onset([false, true, true]) == 10)
        #expect(try onset([true, false, true]) == 20)
        #expect(try onset([true, true]) == 0)
        #expect(try onset([true, true, false]) == nil)
    }

    @Test("the loss has settled with 90 % of the drop of its logarithm")
    func settling() throws {
        func settling(_ losses: [Double]) throws -> Int? {
            try trajectory(
                losses.enumerated().map { try measurement(train: $1, epoch: $0) }
            ).settlingEpoch
        }
        // Nine tenths of two decades: 10^−1.8 = 0.0158.
        #expect(try settling([1, 0.1, 0.0160, 0.0157, 0.02, 0.01]) == 3)
        #expect(try settling([1, 0.5]) == 1)
        #expect(try settling([1, 0.5, 1]) == nil)
        #expect(try settling([1, 0]) == nil)
        #expect(try settling([1]) == nil)
    }

    @Test("the gap is relative to the targets' variance, and undefined without a test set")
    func gap() throws {
        let found = try trajectory([
            measurement(train: 0.5, test: 9), measurement(train: 0.05, test: 0.3),
        ]).generalisationGap
        #expect(isClose(found, 0.4, relative: 1e-14, absolute: 0))
        #expect(try trajectory([measurement(test: nil)]).generalisationGap == nil)
        #expect(try trajectory([measurement(variance: 0)]).generalisationGap == nil)
    }

    @Test("without a checkpoint, or without its epoch, there is no trajectory")
    func refused() throws {
        let nameless = try measurement(epoch: nil)
        #expect {
            try trajectory([nameless])
        } throws: {
            "\($0)" == "a checkpoint of the trajectory does not say its epoch"
        }
        #expect {
            try trajectory([])
        } throws: {
            "\($0)" == "the trajectory has no checkpoints"
        }
    }

    // MARK: The file

    @Test("a file reads back as the same trajectory, with null for what is undefined")
    func file() throws {
        let trajectory = try trajectory([
            measurement([Self.layer(noise: nil)], test: nil, epoch: 0), measurement(test: nil),
        ])
        let json = try trajectory.json()
        #expect(try Trajectory(json: json) == trajectory)
        let text = String(decoding: json, as: UTF8.self)
        for key in ["generalisation_gap", "test_mse", "decay_budget", "noise_component"] {
            #expect(text.contains("\"\(key)\" : null"), "\(key)")
        }
        #expect(text.contains("\"training_samples\" : 9"))
    }

    @Test("the targets' variance is that of their columns, averaged")
    func variance() throws {
        let targets = coarseNormal(30, 3, seed: 5).asDouble
        let found = try statistics(
            features: coarseNormal(30, 4, seed: 6), weight: Matrix(zeros: 1, 4), targets: targets
        ).targetStatistics.variance
        var expected = 0.0
        for column in 0..<3 {
            let values = (0..<30).map { targets[$0, column] }
            let mean = values.reduce(0, +) / 30
            expected += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 90
        }
        #expect(isClose(found, expected, relative: 1e-13, absolute: 0))
    }
}
