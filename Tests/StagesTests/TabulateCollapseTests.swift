import Collapse
import Testing

@testable import Stages

@Suite struct TabulateCollapseTests {
    /// The text of the error that the table ends in.
    private func refusal(_ measurements: [ModelMeasurement]) -> String? {
        do {
            _ = try TabulateCollapseStage.table(of: measurements)
            return nil
        } catch { return error.description }
    }

    @Test("a row per model and layer, led by labels and the model's own numbers")
    func table() throws {
        let measurements = try [
            SampleMeasurement.make(
                noise: [0.5, nil], epoch: 9, decayBudget: 5.5, labels: ["arm": "a, \"b\""]),
            SampleMeasurement.make(
                noise: [0.25], k: 4, targetStableRank: nil, labels: ["arm": "c"], scale: 2),
        ]
        #expect(
            try TabulateCollapseStage.table(of: measurements) == """
                arm,k,epoch,decay_budget,train_mse,test_mse,target_stable_rank,cka_ceiling,\
                first_collapsed_layer,layer,name,noise_component,cka,cka_full,\
                feature_weight_alignment,noise_weight_alignment,linear_prediction_mse,\
                linear_prediction_test_mse,feature_stable_rank,effective_rank,weight_stable_rank
                "a, ""b""\",3,9,5.5,0.125,,1.5,0.75,,0,layers.0.weight,0.5,0.5,0.25,0.75,0.125,\
                0.0625,,1.0,0.25,2.0
                "a, ""b""\",3,9,5.5,0.125,,1.5,0.75,,1,layers.2.weight,,0.5,0.25,0.75,0.125,\
                0.125,,2.0,0.5,4.0
                c,4,,,0.25,,,0.75,,0,layers.0.weight,0.25,0.5,0.25,0.75,0.125,0.125,,2.0,0.5,4.0

                """)
    }

    @Test("k alone may tell models apart")
    func distinguishedByK() throws {
        let measurements = try [3, 4].map { try SampleMeasurement.make(k: $0) }
        #expect(refusal(measurements) == nil)
    }

    @Test("rows that nothing tells apart are refused")
    func indistinguishable() throws {
        let unnamed = try SampleMeasurement.make()
        #expect(
            refusal([unnamed, unnamed]) == """
                the table can't tell two measurements with k = 3 apart; give each labels of its \
                own under 'labels' of collapse.measure
                """)
        let named = try ["1", "2", "1"].map {
            try SampleMeasurement.make(labels: ["seed": $0, "arm": "x"])
        }
        #expect(
            refusal(named) == """
                the table can't tell two measurements with arm = x, seed = 1, k = 3 apart; give \
                each labels of its own under 'labels' of collapse.measure
                """)
    }

    @Test(
        "a label named like a column is refused",
        arguments: ["k", "epoch", "layer", "name", "cka_ceiling", "effective_rank"])
    func labelIsColumn(label: String) throws {
        #expect(
            refusal([try SampleMeasurement.make(labels: [label: "1"])]) == """
                the label '\(label)' has the name of a column of the table; name it otherwise \
                under 'labels' of collapse.measure
                """)
    }

    @Test("measurements with different labels are refused")
    func differentLabels() throws {
        let measurements = try ["seed", "arm"].map { try SampleMeasurement.make(labels: [$0: "1"]) }
        #expect(
            refusal(measurements) == """
                the measurements have different labels, ["seed"] and ["arm"]; give all of them \
                the same under 'labels' of collapse.measure
                """)
    }
}
