import Collapse
import Figures
import StageCatalogue
import Testing

@testable import Stages

@Suite struct MeasurementGroupTests {
    private func groups(
        _ measurements: [ModelMeasurement], by name: String? = nil, titles: [String: String] = [:]
    ) throws -> [MeasurementGroup] {
        try MeasurementGroup.groups(of: measurements, by: name, titles: titles)
    }

    /// The text of the error that grouping ends in.
    private func refusal(
        _ measurements: [ModelMeasurement], by name: String? = nil, titles: [String: String] = [:]
    ) -> String? {
        do {
            _ = try groups(measurements, by: name, titles: titles)
            return nil
        } catch { return "\(error)" }
    }

    private static let remedy = """
        , so they are not seeds of one setting; tell them apart with 'group_by' or 'curves_by' (k \
        or a label), or draw them in figures of their own
        """

    @Test("models that differ in what seeds share are never pooled")
    func notSeeds() throws {
        let first = try SampleMeasurement.make(epoch: 10, decayBudget: 5.5)
        let others: [(ModelMeasurement, String)] = [
            (try SampleMeasurement.make(k: 4), "k (3 and 4)"),
            (try SampleMeasurement.make(noise: [0.5, 0.1]), "layers (3 and 2)"),
            (try SampleMeasurement.make(samples: 80), "samples (100 and 80)"),
            (try SampleMeasurement.make(featureColumns: 9), "feature_columns (7 and 9)"),
            (try SampleMeasurement.make(targetColumns: 1), "target_columns (2 and 1)"),
            (try SampleMeasurement.make(epoch: 20), "epoch (10 and 20)"),
            (try SampleMeasurement.make(decayBudget: 12.9), "decay_budget (5.5 and 12.9)"),
            (
                try SampleMeasurement.make(k: 4, samples: 80),
                "k (3 and 4), samples (100 and 80)"
            ),
        ]
        for (other, difference) in others {
            #expect(
                refusal([first, other, first])
                    == "the models of one group differ in \(difference)\(Self.remedy)")
        }
    }

    @Test("a refused group is named by its title")
    func refusedGroup() throws {
        let measurements = try [100, 80].map { try SampleMeasurement.make(samples: $0) }
        #expect(
            refusal(measurements, by: "k", titles: ["3": "k = t"])
                == "the models of one group (k = t) differ in samples (100 and 80)\(Self.remedy)")
        #expect(
            refusal(measurements, by: "k")
                == "the models of one group (k = 3) differ in samples (100 and 80)\(Self.remedy)")
    }

    @Test("what a model does not say of itself is no difference")
    func silentModels() throws {
        let known = try SampleMeasurement.make(epoch: 10, decayBudget: 5.5)
        let silent = try SampleMeasurement.make()
        let group = try #require(try groups([known, silent, known]).first)
        #expect(group.measurements.count == 3)
        #expect(group.settings[0].decayBudget == "5.5 and unknown")
    }

    @Test("groups stand in the order of their values, each with its title and a safe key")
    func order() throws {
        let measurements = try ["b/c", "../a", "b/c"].map {
            try SampleMeasurement.make(labels: ["arm": $0])
        }
        let groups = try groups(measurements, by: "arm", titles: ["../a": "A"])
        #expect(groups.map(\.title) == ["arm = b/c", "A"])
        #expect(groups.map(\.key) == ["arm-b%2Fc", "arm-..%2Fa"])
        #expect(groups.map(\.measurements.count) == [2, 1])
    }

    @Test("a measurement without the label is refused with the labels it has")
    func noLabel() throws {
        let measurement = try SampleMeasurement.make(labels: ["seed": "1", "arm": "a"])
        #expect(
            refusal([measurement], by: "width")
                == """
                a measurement has no label 'width' to group by (it has ["arm", "seed"]); add it \
                under 'labels' of collapse.measure
                """)
    }

    @Test("the first collapsed layer is that of the medians that are drawn")
    func firstCollapsedLayer() throws {
        // Medians 0.8, 0.08, 0.02; the second seed on its own collapses in the last layer.
        let seeds = try [[0.8, 0.02, 0.02], [0.8, 0.14, 0.02]].map {
            try SampleMeasurement.make(noise: $0)
        }
        let group = try #require(try groups(seeds).first)
        #expect(group.firstCollapsedLayer == 1)
        #expect(group.settings[0].points(\.noiseComponent).map(\.median) == [0.8, 0.08, 0.02])
    }

    @Test("a layer where NRC1 is undefined for a seed is not collapsed, though its median is drawn")
    func undefined() throws {
        let seeds = try [[0.8, nil, 0.02], [0.8, 0.04, 0.02]].map {
            try SampleMeasurement.make(noise: $0)
        }
        let group = try #require(try groups(seeds).first)
        #expect(group.firstCollapsedLayer == 2)
        #expect(group.settings[0].points(\.noiseComponent).map(\.median) == [0.8, 0.04, 0.02])
        #expect(group.settings[0].points(\.noiseComponent).map(\.seeds) == [2, 1, 2])
    }

    // MARK: Curves

    private static let byDecay = CurveOverlay(
        name: "decay", title: "weight decay", titles: ["0": "no decay"],
        colours: ["1e-3": .purple, "1e-4": .salmon, "1e-2": .teal])

    @Test("the curves of a group stand in the order of their values, with their titles and colours")
    func curves() throws {
        let measurements = try ["1e-3", "1e-4", "0", "1e-2", "1e-3"].map {
            try SampleMeasurement.make(labels: ["decay": $0])
        }
        let groups = try MeasurementGroup.groups(
            of: measurements, by: nil, titles: [:], overlay: Self.byDecay)
        let settings = try #require(groups.first).settings
        #expect(settings.map(\.value) == ["1e-3", "1e-4", "0", "1e-2"])
        #expect(
            settings.map(\.title) == [
                "weight decay = 1e-3", "weight decay = 1e-4", "no decay", "weight decay = 1e-2",
            ])
        #expect(settings.map(\.role) == [.signal, .noise, .sweep, .beyond])
        #expect(settings.map(\.measurements.count) == [2, 1, 1, 1])
        #expect(groups[0].seeds == 2)
    }

    @Test("models of one curve that are no seeds are refused with the titles of both")
    func refusedCurve() throws {
        let measurements = try [100, 80].map {
            try SampleMeasurement.make(samples: $0, labels: ["decay": "0"])
        }
        #expect {
            try MeasurementGroup.groups(
                of: measurements, by: "k", titles: ["3": "k = t"], overlay: Self.byDecay)
        } throws: {
            "\($0)"
                == "the models of one group (k = t, no decay) differ in samples (100 and 80)"
                + Self.remedy
        }
    }

    @Test("curves may be of different depth; the first collapsed layer is that of all, or none")
    func depths() throws {
        let deep = try SampleMeasurement.make(
            noise: [0.8, 0.05, 0.02, 0.01], labels: ["decay": "0"])
        let shallow = try SampleMeasurement.make(labels: ["decay": "1e-3"])
        let late = try SampleMeasurement.make(noise: [0.8, 0.5, 0.02], labels: ["decay": "1e-4"])
        func group(_ measurements: [ModelMeasurement]) throws -> MeasurementGroup {
            try MeasurementGroup.groups(
                of: measurements, by: nil, titles: [:], overlay: Self.byDecay)[0]
        }
        #expect(try group([shallow, deep]).depth == 4)
        #expect(try group([shallow, deep]).firstCollapsedLayer == 1)
        #expect(try group([shallow, late]).firstCollapsedLayer == nil)
    }
}
