import Collapse
import Figures
import Foundation
import Testing
import WorkerProtocol

@testable import Stages

@Suite struct TrajectoryFigureTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-trajectory-figure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Errors 1, 0.5 and 0.25 times `scale` after 0, 1 and 10 epochs.
    private static func trajectory(
        _ data: String = "A", onset: Int? = nil, settling: Int? = 10, scale: Double = 1,
        test: Bool = true, samples: Int = 9, epochs: [Int] = [0, 1, 10], k: Int = 2
    ) -> [String: Any] {
        let checkpoints = epochs.enumerated().map { index, epoch -> [String: Any] in
            let error = scale / Double(1 << index)
            var fields: [String: Any] = [
                "epoch": epoch, "train_mse": error, "decay_budget": 0.5 * Double(index),
                "is_collapsed": false,
                "layers": [
                    ["linear_prediction_mse": 0.5],
                    ["linear_prediction_mse": 0.5, "noise_component": error, "cka": 0.5],
                ],
            ]
            if test { fields["test_mse"] = 2 * error }
            return fields
        }
        var fields: [String: Any] = [
            "k": k, "checkpoints": checkpoints, "target_variance": 1, "labels": ["data": data],
            "samples": samples, "training_samples": 9, "feature_columns": 3, "target_columns": 2,
        ]
        fields["onset_epoch"] = onset
        fields["settling_epoch"] = settling
        return fields
    }

    private func figure(
        _ trajectories: [[String: Any]], _ more: [String: RequestValue] = [:]
    ) throws -> FigureData {
        let paths = try trajectories.enumerated().map { index, trajectory in
            let file = folder.appendingPathComponent("\(index).json")
            try JSONSerialization.data(withJSONObject: trajectory).write(to: file)
            return file.path
        }
        let parameters: [String: RequestValue] = [
            "name": .text("fig"), "title": .text("Title"), "panels": .list([.text("loss")]),
            "group_by": .text("data"), "group_titles": .mapping(["A": .text("Set A")]),
            "columns": .integer(2), "epochs": .text("logarithmic"),
            "notes": .list([.text("a note")]),
        ]
        let request = StageRequest(
            stage: "draw", kind: "figure.trajectory",
            parameters: parameters.merging(more) { $1 }, inputs: ["trajectories": paths],
            outputs: [:], threads: 1, profile: "quick")
        let progress = folder.appendingPathComponent("progress.ndjson").path
        return try TrajectoryFigureStage.figure(
            StageContext(request, progress: ProgressReporter(path: progress)))
    }

    private func refusal(
        _ trajectories: [[String: Any]], _ more: [String: RequestValue] = [:]
    ) -> String {
        do {
            _ = try figure(trajectories, more)
            return ""
        } catch { return "\(error)" }
    }

    // MARK: Panels

    @Test("a panel per group, so many in a row, with the median over its seeds")
    func grid() throws {
        defer { remove() }
        let figure = try figure([
            Self.trajectory("A"), Self.trajectory("B"), Self.trajectory("A", scale: 3),
            Self.trajectory("C"),
        ])
        #expect(
            figure.grid.map { $0.map(\.?.name) } == [
                ["loss-data-A", "loss-data-B"], ["loss-data-C"],
            ])
        #expect(figure.panels.map(\.title) == ["Set A", "data = B", "data = C"])
        #expect(figure.panels.map(\.seeds) == [2, 1, 1])
        let (train, test) = (figure.panels[0].series[0], figure.panels[0].series[1])
        #expect(train.points.map(\.x) == [1, 10])
        #expect(train.points.map(\.median) == [1, 0.5])
        #expect(train.points.map(\.high) == [1.5, 0.75])
        #expect(test.points.map(\.median) == [2, 1])
    }

    @Test("a linear axis begins before the first step")
    func linear() throws {
        defer { remove() }
        let figure = try figure([Self.trajectory()], ["epochs": .text("linear")])
        #expect(figure.panels[0].series[0].points.map(\.x) == [0, 1, 10])
        #expect(figure.panels[0].xAxis.scale == .linear)
    }

    @Test(
        "without a test set there is no curve for it, and both kinds of panels can stand together")
    func kinds() throws {
        defer { remove() }
        let figure = try figure(
            [Self.trajectory(test: false)],
            ["panels": .list([.text("loss"), .text("last_layer")])])
        #expect(figure.panels.map(\.subtitle) == ["Loss", "Last layer"])
        #expect(figure.panels[0].series.map(\.label) == ["train MSE"])
        // NRC3 is undefined everywhere.
        #expect(figure.panels[1].series.map(\.label) == ["NRC1 noise component", "NRC2 CKA"])
        #expect(figure.panels[1].series[0].points.map(\.median) == [0.5, 0.25])
    }

    @Test("the onset is the median of the seeds that have one, and none where no seed has")
    func onset() throws {
        defer { remove() }
        func lines(_ onsets: [Int?]) throws -> [Double] {
            try figure(onsets.map { Self.trajectory(onset: $0, settling: nil) })
                .panels[0].verticalLines.map(\.value)
        }
        #expect(try lines([1, nil, 10]) == [5.5])
        #expect(try lines([nil, nil]) == [])
        // No place on a logarithmic axis.
        #expect(try lines([0]) == [])
        let both = try figure([Self.trajectory(onset: 1)]).panels[0].verticalLines
        #expect(both.map(\.role) == [.settling, .collapse])
    }

    @Test("both lines are over the seeds that have an onset, or settling over all")
    func sameSeeds() throws {
        defer { remove() }
        func lines(_ pairs: [(onset: Int?, settling: Int?)]) throws -> [Double] {
            try figure(pairs.map { Self.trajectory(onset: $0.onset, settling: $0.settling) })
                .panels[0].verticalLines.map(\.value)
        }
        #expect(try lines([(6, 4), (nil, 10), (nil, 8)]) == [4, 6])
        #expect(try lines([(nil, 10), (nil, 8)]) == [9])
        #expect(try lines([(6, nil), (nil, 8)]) == [6])
    }

    @Test(
        "each panel tells what the seeds show, pair by pair",
        arguments: [
            ([(42, 24), (24, 27), (29, 35)], "onset not before settling: 1 of 3 seeds"),
            ([(24, 24), (27, 24)], "onset not before settling: 2 of 2 seeds"),
            ([(6, 4), (nil, 10)], "onset in 1 of 2 seeds, not before settling in 1"),
            ([(6, nil), (nil, 10)], "onset in 1 of 2 seeds, not before settling in 0"),
            ([(nil, 10), (nil, 8), (nil, nil)], "onset in none of 3 seeds"),
            ([(nil, 10)], "no onset"), ([(9, 10)], "onset before settling"),
            ([(10, 10)], "onset not before settling"),
        ] as [([(Int?, Int?)], String)])
    func pairs(_ pairs: [(onset: Int?, settling: Int?)], remark: String) throws {
        defer { remove() }
        let figure = try figure(
            pairs.map { Self.trajectory(onset: $0.onset, settling: $0.settling) })
        #expect(figure.panels.map(\.remark) == [remark])
    }

    // MARK: Notes

    @Test("what the lines are, what was measured and the budgets stand below")
    func notes() throws {
        defer { remove() }
        let figure = try figure([
            Self.trajectory("A", onset: 1, samples: 4), Self.trajectory("A", samples: 4),
            Self.trajectory("B"),
        ])
        #expect(
            figure.notes == [
                """
                Onset: the first checkpoint from which on NRC1–NRC4 hold in the last and a hidden \
                layer. Both lines are medians over the seeds that have an onset, settling over all \
                where none has one; what the seeds show one by one stands above.
                """,
                "N = 9 training samples, 10 epochs.",
                "Training samples that were measured: 4 of 9 (Set A).",
                "Decay budget B = Σ lr·wd/(1 − momentum): 1 (Set A); 1 (data = B).", "a note",
            ])
    }

    // MARK: Refusals

    private static let remedy = """
        , so they are not seeds of one setting; group them apart with 'group_by' (k or a label), \
        or draw them in figures of their own
        """

    @Test("trainings that differ in what seeds share are never pooled")
    func notSeeds() {
        defer { remove() }
        let first = Self.trajectory()
        let others: [([String: Any], String)] = [
            (Self.trajectory(k: 3), "k (2 and 3)"),
            (Self.trajectory(samples: 4), "samples (9 and 4)"),
            (Self.trajectory(epochs: [0, 1, 20]), "last epoch (10 and 20)"),
            (Self.trajectory(epochs: [0, 2, 10]), "listed epochs (1 and 2)"),
            (
                Self.trajectory(epochs: [0, 1, 5, 10]),
                "listed epochs (3 of them and 4 of them), decay_budget (1 and 1.5)"
            ),
        ]
        for (other, difference) in others {
            #expect(
                refusal([first, other])
                    == "the trainings of one group (Set A) differ in \(difference)\(Self.remedy)")
        }
    }

    @Test("a trajectory without the label, and what is none, are refused")
    func unfit() throws {
        defer { remove() }
        #expect(
            refusal([Self.trajectory()], ["group_by": .text("width")]) == """
                a measurement has no label 'width' to group by (it has ["data"]); add it under \
                'labels' of collapse.trajectory
                """)
        #expect(
            refusal([["k": 2]]).hasPrefix(
                "'\(folder.path)/0.json' is not a trajectory as collapse.trajectory writes it: "))
        #expect(
            refusal([Self.trajectory()], ["panels": .list([.text("loss"), .text("loss")])])
                == "'panels' lists 'loss' twice; list each panel once")
    }
}
