import PipelineLanguage
import Testing

@testable import Claims

@Suite struct ConditionTests {
    private static let noise = Samples.predicate("noise", .atMost, 0.1)
    private static let aligned = Samples.predicate("cka", .above, 0.9)

    private static func layer(_ noise: String, _ cka: String) -> [String: String] {
        ["noise": noise, "cka": cka]
    }

    private static func truth(
        _ places: [LayerPlace], _ layers: [[String: String]]
    ) throws -> Truth {
        try Samples.measurement(layers: layers)
            .outcome(of: .layers(places, [noise, aligned])).truth
    }

    @Test(
        "every kind of limit is kept or not",
        arguments: [
            (ClaimBound.Relation.atLeast, 0.5, true), (.atLeast, 0.6, false), (.atMost, 0.5, true),
            (.atMost, 0.4, false), (.above, 0.4, true), (.above, 0.5, false), (.below, 0.6, true),
            (.below, 0.5, false),
        ])
    func relations(_ relation: ClaimBound.Relation, _ limit: Double, _ holds: Bool) throws {
        let measurement = try Samples.measurement(["x": "0.5"])
        let outcome = measurement.outcome(of: Samples.predicate("x", relation, limit))
        #expect(outcome.truth == Truth(holds))
        #expect(outcome.value == 0.5)
        #expect(outcome.limits == [limit])
    }

    @Test("a limit may be a metric times a factor, and of several limits all count")
    func metricLimits() throws {
        let measurement = try Samples.measurement(
            layers: [["nrc4": "0.14"], ["nrc4": "0.16"]], ["mse": "0.1", "ceiling": "0.98"])
        let predicate = ClaimPredicate(
            ClaimQuantity("nrc4"), [ClaimBound(.atMost, .metric("mse", times: 1.5))])
        #expect(measurement.outcome(of: predicate, inLayer: 0).truth == .holds)
        #expect(measurement.outcome(of: predicate, inLayer: 1).truth == .fails)
        let cka = try Samples.measurement(["cka": "0.95", "ceiling": "0.98"])
        let gated = ClaimPredicate(
            ClaimQuantity("cka"),
            [ClaimBound(.above, .number(0.9)), ClaimBound(.above, .metric("ceiling", times: 1))])
        #expect(cka.outcome(of: gated).truth == .fails)
        #expect(cka.outcome(of: gated).limits == [0.9, 0.98])
    }

    @Test("a missing limit fails where another fails already, and is unknown else")
    func missingLimit() throws {
        let predicate = ClaimPredicate(
            ClaimQuantity("cka"),
            [ClaimBound(.above, .number(0.9)), ClaimBound(.above, .metric("ceiling", times: 1))])
        let low = try Samples.measurement(["cka": "0.5"]).outcome(of: predicate)
        #expect(low.truth == .fails)
        let high = try Samples.measurement(["cka": "0.95"]).outcome(of: predicate)
        #expect(high.truth == .unknown)
        #expect(high.gaps == [.missing("ceiling", nearest: nil)])
    }

    @Test("null fails where the claim says so, and is unknown else; a missing metric is unknown")
    func undefined() throws {
        let measurement = try Samples.measurement(["x": "null"])
        let strict = Samples.predicate("x", .atMost, 1, undefinedFails: true)
        #expect(measurement.outcome(of: strict).truth == .fails)
        #expect(measurement.outcome(of: Samples.predicate("x", .atMost, 1)).truth == .unknown)
        let missing = Samples.predicate("y", .atMost, 1, undefinedFails: true)
        #expect(measurement.outcome(of: missing).truth == .unknown)
    }

    @Test("each layer of a selection, or a number of them, has to keep all predicates at once")
    func places() throws {
        let good = Self.layer("0.05", "0.95")
        let noisy = Self.layer("0.5", "0.95")
        let misaligned = Self.layer("0.05", "0.5")
        #expect(try Self.truth([LayerPlace(.last)], [noisy, good]) == .holds)
        #expect(try Self.truth([LayerPlace(.last)], [good, noisy]) == .fails)
        #expect(try Self.truth([LayerPlace(.all)], [good, noisy]) == .fails)
        let one = LayerPlace(.all, atLeast: 1)
        #expect(try Self.truth([one], [noisy, good, misaligned]) == .holds)
        // One has little noise and the other is aligned, but neither is both.
        #expect(try Self.truth([one], [noisy, misaligned]) == .fails)
        let two = LayerPlace(.all, atLeast: 2)
        #expect(try Self.truth([two], [good, noisy, good]) == .holds)
        #expect(try Self.truth([two], [good, noisy, misaligned]) == .fails)
        #expect(try Self.truth([LayerPlace(.last), one], [good, noisy]) == .fails)
    }

    @Test("unknown layers leave open what they could change")
    func unknownLayers() throws {
        let good = Self.layer("0.05", "0.95")
        let unknown = Self.layer("null", "0.95")
        let bad = Self.layer("null", "0.5")
        let one = LayerPlace(.all, atLeast: 1)
        #expect(try Self.truth([one], [unknown, good]) == .holds)
        #expect(try Self.truth([one], [unknown, bad]) == .unknown)
        #expect(try Self.truth([one], [bad, bad]) == .fails)
        #expect(try Self.truth([LayerPlace(.all)], [unknown, good]) == .unknown)
        #expect(try Self.truth([LayerPlace(.hidden)], [good, good]) == .unknown)
        #expect(try Self.truth([LayerPlace(.all, atLeast: 3)], [good, good]) == .unknown)
    }

    @Test(
        "too few layers are told with the layers that are wanted",
        arguments: [
            (LayerPlace(.last), 0, "the last layer"), (LayerPlace(.hidden), 2, "the hidden layers"),
            (LayerPlace(.all, atLeast: 3), 2, "3 of all layers"),
        ])
    func tooFewLayers(_ place: LayerPlace, _ count: Int, _ wanted: String) throws {
        let layers = Array(repeating: Self.layer("0", "1"), count: count)
        let outcome = try Samples.measurement(layers: layers)
            .outcome(of: .layers([place], [Self.noise]))
        #expect(
            outcome.leaves.map { $0.gaps.map(\.description) }
                == [["there are too few layers for \(wanted)"]])
    }

    @Test("a number of layers holds as counting says, whatever the layers", arguments: 1...4)
    func naiveCount(_ needed: Int) throws {
        // Every way in which four layers hold, fail or are unknown.
        let kinds = [Self.layer("0", "1"), Self.layer("1", "1"), Self.layer("null", "1")]
        for code in 0..<81 {
            let chosen = [code % 3, code / 3 % 3, code / 9 % 3, code / 27]
            let holding = chosen.count { $0 == 0 }
            let unknown = chosen.count { $0 == 2 }
            let expected: Truth =
                holding >= needed ? .holds : holding + unknown >= needed ? .unknown : .fails
            let place = LayerPlace(.all, atLeast: needed)
            #expect(try Self.truth([place], chosen.map { kinds[$0] }) == expected, "\(chosen)")
        }
    }

    @Test("the values shown are those of the layer that decides")
    func decidingLayer() throws {
        let layers = [Self.layer("0.5", "0.95"), Self.layer("0.2", "0.97"), Self.layer("9", "0.1")]
        let measurement = try Samples.measurement(layers: layers)
        let condition = { (place: LayerPlace) in
            measurement.outcome(of: .layers([place], [Self.noise, Self.aligned]))
        }
        #expect(condition(LayerPlace(.all, atLeast: 1)).leaves.map(\.value) == [0.2, 0.97])
        #expect(condition(LayerPlace(.all, atLeast: 2)).leaves.map(\.value) == [0.5, 0.95])
        #expect(condition(LayerPlace(.all)).leaves.map(\.value) == [9, 0.1])
    }
}
