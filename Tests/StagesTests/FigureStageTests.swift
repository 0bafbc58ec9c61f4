import Collapse
import Figures
import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

@Suite struct FigureStageTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-figure-stage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func context(
        _ measurements: [ModelMeasurement], panels: [String], _ more: [String: RequestValue]
    ) throws -> StageContext {
        let paths = try measurements.enumerated().map { index, measurement in
            let file = folder.appendingPathComponent("\(index).json")
            try measurement.json().write(to: file)
            return file.path
        }
        let parameters: [String: RequestValue] = [
            "name": .text("fig"), "title": .text("Title"), "notes": .list([.text("a note")]),
            "panels": .list(panels.map { .text($0) }), "group_titles": .mapping([:]),
            "curve_titles": .mapping([:]), "curve_colours": .mapping([:]),
            "arrangement": .text("rows"),
        ]
        let outputs = ["data", "panels", "pdf", "svg", "png"].map { name in
            (name, folder.appendingPathComponent("figure.\(name)").path)
        }
        let request = StageRequest(
            stage: "draw", kind: "figure", parameters: parameters.merging(more) { $1 },
            inputs: ["measurements": paths], outputs: Dictionary(uniqueKeysWithValues: outputs),
            threads: 1, profile: "quick")
        let progress = folder.appendingPathComponent("progress.ndjson").path
        return StageContext(request, progress: ProgressReporter(path: progress))
    }

    private func figure(
        _ measurements: [ModelMeasurement], panels: [String] = ["noise_component"],
        _ more: [String: RequestValue] = [:]
    ) throws -> FigureData {
        try FigureStage.figure(context(measurements, panels: panels, more))
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    private static let byK: [String: RequestValue] = ["group_by": .text("k")]
    private static let allPanels = [
        "noise_component", "feature_stable_rank", "alignment", "weight_stable_rank",
        "linear_predictability",
    ]
    private static let sharedNote = "Panels drawn once do not depend on k."

    /// Two seeds, each at k = 3 and 4.
    private func seeds(noiseAtFour: [Double?] = [0.8, 0.05, 0.02]) throws -> [ModelMeasurement] {
        try [1.0, 2].flatMap { scale in
            try [
                SampleMeasurement.make(k: 3, scale: scale),
                SampleMeasurement.make(noise: noiseAtFour, k: 4, scale: scale),
            ]
        }
    }

    private func names(_ figure: FigureData) -> [[String?]] { figure.grid.map { $0.map(\.?.name) } }

    // MARK: What depends on k

    @Test("the catalogue says of the panels how many quantities they show")
    func severalQuantities() {
        for panel in CollapsePanel.allCases {
            #expect(panel.hasSeveralQuantities == (panel.quantities.count > 1), "\(panel)")
        }
    }

    @Test("grouped by k, panels that don't depend on it stand once beside the rows")
    func rows() throws {
        defer { remove() }
        let figure = try figure(seeds(), panels: Self.allPanels, Self.byK)
        #expect(
            names(figure) == [
                [
                    "noise_component-k-3", "alignment-k-3", "feature_stable_rank",
                    "weight_stable_rank",
                ],
                ["noise_component-k-4", "alignment-k-4", "linear_predictability"],
            ])
        #expect(figure.panels.map(\.subtitle) == ["k = 3", "k = 3", "", "", "k = 4", "k = 4", ""])
        #expect(figure.panels.allSatisfy { $0.seeds == 2 })
        #expect(figure.notes.contains(Self.sharedNote))
        let line = PanelLine(label: "first collapsed layer (NRC1 ≤ 0.1)", role: .collapse, value: 1)
        #expect(figure.panels.allSatisfy { $0.verticalLines == [line] })
    }

    @Test("grouped by k, panels that don't depend on it stand once below the columns")
    func columns() throws {
        defer { remove() }
        let figure = try figure(
            seeds(), panels: Self.allPanels,
            Self.byK.merging(["arrangement": .text("columns")]) { $1 })
        #expect(
            names(figure) == [
                ["noise_component-k-3", "noise_component-k-4"],
                ["alignment-k-3", "alignment-k-4"],
                ["feature_stable_rank", "weight_stable_rank"], ["linear_predictability"],
            ])
    }

    @Test(
        "nothing but panels that don't depend on k leaves no empty row",
        arguments: ["rows", "columns"])
    func onlyShared(arrangement: String) throws {
        defer { remove() }
        let figure = try figure(
            seeds(), panels: ["weight_stable_rank"],
            Self.byK.merging(["arrangement": .text(arrangement)]) { $1 })
        #expect(names(figure) == [["weight_stable_rank"]])
    }

    @Test("where the first collapsed layer differs with k, shared panels don't show it")
    func disagreement() throws {
        defer { remove() }
        let figure = try figure(
            seeds(noiseAtFour: [0.8, 0.3, 0.02]),
            panels: ["noise_component", "weight_stable_rank"], Self.byK)
        #expect(figure.panels.map { $0.verticalLines.map(\.value) } == [[1], [], [2]])
        #expect(
            figure.notes.first == """
                Panels drawn once do not depend on k; the first collapsed layer does, and is left \
                out of them.
                """)
    }

    @Test("groups of different models keep panels of their own, whatever the panel")
    func differentModels() throws {
        defer { remove() }
        let figure = try figure(
            seeds().dropLast(), panels: ["noise_component", "weight_stable_rank"], Self.byK)
        #expect(
            names(figure) == [
                ["noise_component-k-3", "weight_stable_rank-k-3"],
                ["noise_component-k-4", "weight_stable_rank-k-4"],
            ])
        #expect(figure.panels.map(\.seeds) == [2, 2, 1, 1])
        #expect(!figure.notes.contains(Self.sharedNote))
    }

    @Test("one group, and groups by a label, have all panels")
    func notGroupedByK() throws {
        defer { remove() }
        let alike = try ["a", "b"].map { try SampleMeasurement.make(labels: ["arm": $0]) }
        #expect(
            names(try figure(alike, panels: ["weight_stable_rank"], ["group_by": .text("arm")]))
                == [["weight_stable_rank-arm-a"], ["weight_stable_rank-arm-b"]])
        #expect(
            names(try figure(alike, panels: ["weight_stable_rank"])) == [["weight_stable_rank"]])
        let one = try figure([alike[0]], panels: ["weight_stable_rank"], Self.byK)
        #expect(names(one) == [["weight_stable_rank-k-3"]])
    }

    // MARK: Lines and notes

    @Test("a reference line is the median over the seeds, and none where one is undefined")
    func referenceLines() throws {
        defer { remove() }
        let panels = ["feature_stable_rank", "linear_predictability"]
        let defined = try [1.5, 2.5].map {
            try SampleMeasurement.make(targetStableRank: $0, scale: $0)
        }
        #expect(
            try figure(defined, panels: panels).panels.map { $0.referenceLines.map(\.value) }
                == [[2], [0.25]])
        let partly = try [1.5, nil].map { try SampleMeasurement.make(targetStableRank: $0) }
        #expect(
            try figure(partly, panels: panels).panels.map { $0.referenceLines.map(\.value) }
                == [[], [0.125]])
    }

    @Test("the decay budget stands below, group by group where they differ")
    func decayBudgets() throws {
        defer { remove() }
        func notes(_ budgets: [Double?]) throws -> [String] {
            let measurements = try budgets.enumerated().map { index, budget in
                try SampleMeasurement.make(decayBudget: budget, labels: ["arm": "\(index)"])
            }
            return try figure(measurements, ["group_by": .text("arm")]).notes
        }
        let symbol = "Decay budget B = Σ lr·wd/(1 − momentum)"
        #expect(try notes([5.5, 5.5]).suffix(2) == ["\(symbol) = 5.5.", "a note"])
        #expect(try notes([nil, nil]).suffix(2) == ["\(symbol) is unknown.", "a note"])
        #expect(
            try notes([0, 12.94, nil]).suffix(2)
                == ["\(symbol): arm = 0: 0; arm = 1: 12.9; arm = 2: unknown.", "a note"])
    }

    @Test("samples and epochs stand below, group by group where they differ")
    func samplesAndEpochs() throws {
        defer { remove() }
        func notes(_ trainings: [(samples: Int, epoch: Int?)]) throws -> [String] {
            let measurements = try trainings.enumerated().map { index, training in
                try SampleMeasurement.make(
                    samples: training.samples, epoch: training.epoch, labels: ["arm": "\(index)"])
            }
            return try figure(measurements, ["group_by": .text("arm")]).notes.dropLast(2)
        }
        #expect(try notes([(480, 8), (480, 8)]) == ["N = 480 training samples, 8 epochs."])
        #expect(try notes([(480, 1)]) == ["N = 480 training samples, one epoch."])
        #expect(try notes([(480, nil)]) == ["N = 480 training samples."])
        #expect(
            try notes([(480, 8), (900, 8)]) == [
                "Training samples N: 480 (arm = 0); 900 (arm = 1).", "Trained for 8 epochs.",
            ])
        #expect(
            try notes([(480, 8), (480, 20), (480, nil)])
                == ["N = 480 training samples.", "Epochs: 8 (arm = 0); 20 (arm = 1)."])
    }

    /// Seeds of each arm, with a first collapsed layer or without.
    private func collapseNotes(
        _ arms: [String: [Int?]], _ more: [String: RequestValue] = ["group_by": .text("arm")]
    ) throws -> [String] {
        let measurements = try arms.sorted { $0.key < $1.key }.flatMap { arm, layers in
            try layers.map { layer in
                try SampleMeasurement.make(
                    noise: (0..<4).map { $0 < layer ?? 4 ? 0.8 : 0.05 },
                    labels: ["arm": arm])
            }
        }
        // Without samples, budget and the author's note.
        return try Array(figure(measurements, more).notes.dropFirst().dropLast(2))
    }

    @Test("in how many seeds there is a collapsed layer is told where it is not in all")
    func collapsedSeeds() throws {
        defer { remove() }
        #expect(try collapseNotes(["a": [1, 2, 2], "b": [3]]) == [])
        #expect(
            try collapseNotes(["a": [2, nil, 2], "b": [3], "c": [nil], "d": [nil, nil]]) == [
                """
                A layer from which on NRC1 ≤ 0.1: 2 of 3 seeds (arm = a); none (arm = c); none of 2 \
                seeds (arm = d).
                """
            ])
        let none = ["No seed has a layer from which on NRC1 ≤ 0.1."]
        #expect(try collapseNotes(["a": [nil, nil], "b": [nil]]) == none)
        #expect(try collapseNotes(["a": [nil]], [:]) == none)
        #expect(
            try collapseNotes(["a": [1, nil]], [:])
                == ["A layer from which on NRC1 ≤ 0.1: 1 of 2 seeds."])
    }

    @Test("curves with different collapsed layers have no line, and the foot says so")
    func differingCurves() throws {
        defer { remove() }
        let curves: [String: RequestValue] = ["curves_by": .text("arm")]
        #expect(try collapseNotes(["a": [2], "b": [2]], curves) == [])
        #expect(
            try collapseNotes(["a": [2], "b": [3]], curves)
                == ["First collapsed layer, no line where curves differ: 2 (arm = a); 3 (arm = b)."]
        )
        #expect(
            try collapseNotes(["a": [2], "b": [nil]], curves) == [
                "A layer from which on NRC1 ≤ 0.1: none (arm = b).",
                "First collapsed layer, no line where curves differ: 2 (arm = a); none (arm = b).",
            ])
        #expect(
            try collapseNotes(
                ["a": [2], "b": [nil]], curves.merging(["panels": .list([.text("loss")])]) { $1 })
                == [])
    }

    @Test("in how many seeds all target directions are carried is told where seeds disagree")
    func disagreeingSeeds() throws {
        defer { remove() }
        func notes(_ ckas: [String: [Double]]) throws -> [String] {
            let measurements = try ckas.sorted { $0.key < $1.key }.flatMap { arm, ckas in
                try ckas.map { try SampleMeasurement.make(labels: ["arm": arm], cka: $0) }
            }
            return try Array(
                figure(measurements, ["group_by": .text("arm")]).notes.dropFirst().dropLast(2))
        }
        // The ceiling is 0.75.
        #expect(try notes(["a": [0.8, 0.9], "b": [0.5, 0.75]]) == [])
        #expect(
            try notes(["a": [0.8, 0.7, 0.9], "b": [0.9]]) == [
                """
                Last layer's CKA above that of any signal that lacks a target direction: 2 of 3 seeds \
                (arm = a).
                """
            ])
    }

    @Test("where there are few samples, the foot says which layers' NRC4 is fitted")
    func fittedLayers() throws {
        defer { remove() }
        func notes(_ samples: [Int], panel: String = "linear_predictability") throws -> [String] {
            let measurements = try samples.enumerated().map { index, samples in
                try SampleMeasurement.make(
                    samples: samples, labels: ["arm": "\(index)"])
            }
            return try figure(measurements, panels: [panel], ["group_by": .text("arm")]).notes
                .filter { $0.hasPrefix("NRC4") }
        }
        #expect(
            try notes([480, 480])
                == ["NRC4 of layers wider than N/4 = 120 is fitted, not predicted."])
        #expect(
            try notes([480, 800, 50_000]) == [
                """
                NRC4 of layers wider than N/4 is fitted, not predicted: 120 (arm = 0); 200 (arm = 1).
                """
            ])
        #expect(try notes([4096]) == [])
        #expect(try notes([480], panel: "noise_component") == [])
    }

    @Test("stand-in data are named; an empty text is none")
    func standIn() throws {
        defer { remove() }
        let measurement = try SampleMeasurement.make()
        #expect(try figure([measurement]).standIn == nil)
        #expect(try figure([measurement], ["stand_in": .text("")]).standIn == nil)
        #expect(try figure([measurement], ["stand_in": .text("road")]).standIn == "road")
    }

    // MARK: Curves

    private static let byDecay: [String: RequestValue] = [
        "curves_by": .text("decay"), "curves_title": .text("weight decay"),
        "curve_titles": .mapping(["0": .text("no decay")]),
        "curve_colours": .mapping(["1e-3": .text("purple"), "0": .text("salmon")]),
    ]

    /// Two seeds with decay, one without.
    private func arms(ks: [Int] = [3]) throws -> [ModelMeasurement] {
        try ks.flatMap { k in
            try [("1e-3", 1.0, 5.5), ("1e-3", 3, 5.5), ("0", 2, 0)].map { decay, scale, budget in
                try SampleMeasurement.make(
                    k: k, decayBudget: budget, labels: ["decay": decay], scale: scale)
            }
        }
    }

    @Test("several settings are the curves of one panel, and a curve of fewer seeds says so")
    func overlay() throws {
        defer { remove() }
        let figure = try figure(arms(), panels: ["weight_stable_rank"], Self.byDecay)
        let panel = try #require(figure.panels.first)
        #expect(figure.panels.count == 1)
        #expect(panel.series.map(\.label) == ["weight decay = 1e-3", "no decay"])
        #expect(panel.series.map(\.role) == [.signal, .noise])
        #expect(panel.series.map { $0.points.map(\.median) } == [[4, 8, 12], [4, 8, 12]])
        #expect(panel.series.map { $0.points.map(\.low) } == [[2, 4, 6], [4, 8, 12]])
        #expect(panel.seeds == 2)
        #expect(panel.series.map(\.seeds) == [nil, 1])
    }

    @Test("a reference line is drawn where all curves have the same")
    func sharedReferenceLine() throws {
        defer { remove() }
        let figure = try figure(
            arms(), panels: ["feature_stable_rank", "linear_predictability"], Self.byDecay)
        #expect(figure.panels.map { $0.referenceLines.map(\.value) } == [[1.5], [0.25]])
        let other = try SampleMeasurement.make(
            targetStableRank: 3, labels: ["decay": "0"], scale: 3)
        let differing = try self.figure(
            arms().prefix(2) + [other], panels: ["feature_stable_rank", "linear_predictability"],
            Self.byDecay)
        #expect(differing.panels.map { $0.referenceLines.map(\.value) } == [[], []])
    }

    @Test("the loss has a place for each curve, named by its value")
    func loss() throws {
        defer { remove() }
        let panel = try #require(
            try figure(arms(), panels: ["loss"], Self.byDecay).panels.first)
        #expect(panel.xAxis.label == "weight decay")
        #expect(panel.xAxis.ticks == [0, 1])
        #expect(panel.xAxis.tickLabels == ["1e-3", "0"])
        // Nothing was measured on test sets.
        #expect(panel.series.map(\.label) == ["train MSE"])
        #expect(panel.series[0].points.map(\.median) == [0.25, 0.25])
    }

    @Test("grouped by k, curves are laid over each other in each group, and budgets stand once")
    func groupsOfCurves() throws {
        defer { remove() }
        let figure = try figure(
            arms(ks: [3, 4]), panels: ["noise_component", "loss"],
            Self.byK.merging(Self.byDecay) { $1 })
        #expect(names(figure) == [["noise_component-k-3", "loss"], ["noise_component-k-4"]])
        #expect(figure.panels.map(\.series.count) == [2, 1, 2])
        #expect(
            figure.notes.contains(
                """
                Decay budget B = Σ lr·wd/(1 − momentum): weight decay = 1e-3: 5.5; no decay: 0.
                """))
    }

    @Test("budgets of curves that differ from group to group are told for each")
    func budgetsOfGroups() throws {
        defer { remove() }
        let figure = try figure(
            arms() + [SampleMeasurement.make(k: 4, decayBudget: 1, labels: ["decay": "0"])],
            Self.byK.merging(Self.byDecay) { $1 })
        #expect(
            figure.notes.contains(
                """
                Decay budget B = Σ lr·wd/(1 − momentum): k = 3, weight decay = 1e-3: 5.5; k = 3, \
                no decay: 0; k = 4, no decay: 1.
                """))
    }

    @Test("NRC3 is drawn in the signal and in the noise")
    func signalAndNoise() throws {
        defer { remove() }
        let panel = try #require(
            try figure([SampleMeasurement.make()], panels: ["signal_and_noise"]).panels.first)
        #expect(panel.series.map(\.role) == [.signal, .noise])
        #expect(panel.series.map { $0.points[0].median } == [0.75, 0.125])
    }

    @Test("a panel that can't show the curves that are asked for is refused")
    func panelsAndCurves() throws {
        defer { remove() }
        #expect {
            try figure(arms(), panels: ["alignment"], Self.byDecay)
        } throws: {
            "\($0)"
                == """
                the panel 'alignment' shows two quantities, so that with 'curves_by' no curve \
                could be told; list the panels of the one and the other instead
                """
        }
        #expect {
            try figure([SampleMeasurement.make()], panels: ["loss"])
        } throws: {
            "\($0)"
                == """
                the panel 'loss' has a place for each curve of the others; set 'curves_by', or \
                leave the panel out
                """
        }
    }

    // MARK: Names and refusals

    @Test("labels that look like paths stay names of tables in the folder")
    func hostileLabels() throws {
        defer { remove() }
        let labels = ["a/b", "../../x", ".", "a%2Fb"]
        let measurements = try labels.map { try SampleMeasurement.make(labels: ["arm": $0]) }
        let more: [String: RequestValue] = ["group_by": .text("arm")]
        let context = try context(measurements, panels: ["noise_component"], more)
        try FigureStage.run(context)
        let tables = try FileManager.default.contentsOfDirectory(
            atPath: context.output("panels"))
        #expect(
            tables.sorted() == [
                "noise_component-arm-..%2F..%2Fx.csv", "noise_component-arm-..csv",
                "noise_component-arm-a%252Fb.csv", "noise_component-arm-a%2Fb.csv",
            ])
    }

    @Test("a repeated panel is refused")
    func repeatedPanel() throws {
        defer { remove() }
        let measurement = try SampleMeasurement.make()
        #expect {
            try figure([measurement], panels: ["alignment", "noise_component", "alignment"])
        } throws: {
            "\($0)" == "'panels' lists 'alignment' twice; list each panel once"
        }
    }

    @Test("a panel of another version is refused")
    func unknownPanel() throws {
        defer { remove() }
        let measurement = try SampleMeasurement.make()
        #expect {
            try figure([measurement], panels: ["colour"])
        } throws: {
            "\($0)" == "there is no panel 'colour': install nrc-pipe and nrc-pipe-worker together"
        }
    }

    @Test("a file that is missing or no measurement is named")
    func unreadable() throws {
        defer { remove() }
        let context = try context(
            [SampleMeasurement.make()], panels: ["noise_component"], [:])
        let file = folder.appendingPathComponent("0.json")
        try Data("{}".utf8).write(to: file)
        #expect {
            try FigureStage.figure(context)
        } throws: {
            // What follows is Foundation's description of the decoding error.
            "\($0)".hasPrefix("'\(file.path)' is not a measurement as collapse.measure writes it: ")
        }
        try FileManager.default.removeItem(at: file)
        #expect {
            try FigureStage.figure(context)
        } throws: {
            "\($0)" == "cannot read the measurement '\(file.path)'"
        }
    }
}
