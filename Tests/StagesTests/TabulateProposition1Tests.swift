import Collapse
import Foundation
import Testing

@testable import Stages

@Suite struct TabulateProposition1Tests {
    /// A model whose two layers have the given left sides, at ε₁ = 0.01 and ε₂ = 0.04.
    private func model(
        left: [Double], epsilon1: Double = 0.01, labels: [String: String], k: Int = 2
    ) throws -> ModelMeasurement {
        let right = epsilon1.squareRoot() + 0.2
        let layers = left.enumerated().map { index, left -> [String: Any] in
            [
                "name": "layers.\(2 * index).weight", "shared_directions": 2,
                "linear_prediction_mse": 0.5,
                "proposition1": [
                    "left_side": left, "epsilon_1": epsilon1, "epsilon_2_projected": 0.04,
                    "epsilon_2_full": 0.0625, "right_side": right, "ratio": left / right,
                    "vacuous": right >= 1, "unexplained_targets": 0.5,
                ],
            ]
        }
        return try ModelMeasurement(
            json: JSONSerialization.data(withJSONObject: [
                "k": k, "layers": layers, "train_mse": 0.1, "first_collapsed_layer_at": [:],
                "labels": labels, "samples": 9, "feature_columns": 3, "target_columns": 2,
                "target_variance": 1,
            ]))
    }

    private func settings() throws -> [BoundedSetting] {
        BoundedSetting.settings(of: [
            try model(left: [0.25, 0.75], labels: ["data": "A, B"]),
            try model(left: [0.5], epsilon1: 0.64, labels: ["data": "C", "arm": "x"], k: 1),
            try model(left: [0.25, 0.125], labels: ["data": "A, B"]),
        ])
    }

    @Test("a row per model and layer, with what broke")
    func csv() throws {
        let lines = try TabulateProposition1Stage.csv(settings(), standIn: nil)
            .split(separator: "\n").map(String.init)
        #expect(
            lines[0] == """
                setting,k,model,layer,name,left_side,epsilon_1,epsilon_2_projected,epsilon_2_full,\
                right_side,ratio,verdict,broken_assumption,unexplained_targets,unexplained_variance
                """)
        #expect(lines.count == 6)
        #expect(lines[1].hasPrefix("\"A, B\",2,1,0,layers.0.weight,0.25,0.01,0.04,0.0625,0.3"))
        #expect(lines[1].hasSuffix(",holds,,0.5,0.25"))
        #expect(
            lines[2].hasSuffix(
                ",fails,fails because 1 − CKA does not bound how much of the signal lies outside "
                    + "the targets' space: at least 0.558 of its variance does,0.5,0.25"))
        #expect(lines[3].hasPrefix("\"A, B\",2,2,0,"))
        #expect(lines[5].hasPrefix("\"arm = x, data = C\",1,1,0,"))
        #expect(lines[5].contains(",vacuous,vacuous because NRC1 is not small,"))
    }

    @Test("the page has medians over the seeds, and says how many of them the bound fails")
    func page() throws {
        let page = try TabulateProposition1Stage.page(settings(), standIn: "road scenes")
        for line in [
            "**Stand-in data**: road scenes",
            "Of 5 layers in all models the bound holds in 3, fails in 1, is vacuous in 1 and undefined in 0.",
            "## A, B, k = 2 (2 seeds)",
            "| 0 | 0.25 | 0.01 | 0.04 | 0.0625 | 0.3 | 0.833 | holds | 0.5 |",
            "| 1 | 0.438 | 0.01 | 0.04 | 0.0625 | 0.3 | 1.46 | holds 1, fails 1 | 0.5 |",
            """
            * Layer 1: fails because 1 − CKA does not bound how much of the signal lies outside the \
            targets' space: at least 0.558 of its variance does.
            """,
            "## arm = x, data = C, k = 1 (one seed)",
            "* Layer 0: vacuous because NRC1 is not small.",
        ] {
            #expect(page.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
        #expect(try !TabulateProposition1Stage.page(settings(), standIn: nil).contains("Stand-in"))
    }
}
