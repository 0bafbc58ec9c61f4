import Foundation
import PipelineLanguage
import StageCatalogue
import WorkerProtocol

/// Every kind of worker stage once, from a dataset to a figure, in a temporary folder.
struct StageChain {
    private let folder: StageFolder
    /// `kind@revision/output` → SHA-256.
    private(set) var digests: [String: String] = [:]

    init() throws {
        folder = try StageFolder()
        try runFromDatasetToFigure()
        try runTables()
        try runPictures()
        try runFetch()
    }

    private mutating func runFromDatasetToFigure() throws {
        let dataset = try run(
            .syntheticDataset,
            [
                "seed": .integer(4), "teacher": .text("nonlinear"), "samples": .integer(300),
                "input_dimension": .integer(7), "target_dimension": .integer(2),
                "rank": .integer(4), "noise": .real(0.01),
                "minimum_eigenvalue_ratio": .real(0.001),
            ])
        let data = dataset.filter { $0.key != "summary" }
        let model = try run(
            .trainMultilayerPerceptron,
            [
                "layers": .integer(3), "width": .integer(24), "bias": .boolean(true),
                "initial_scale": .real(1.2), "learning_rate": .real(0.05), "momentum": .real(0.9),
                "weight_decay": .real(0.001), "schedule": .text("steps-at-thirds"),
                "epochs": .integer(6), "batch": .integer(32), "seed": .integer(1),
                "snapshots": .text("listed"),
            ], inputs: data)
        let trajectory = try run(
            .measureTrajectory, ["samples": .integer(150)],
            inputs: data.merging(["snapshots": model["snapshots"] ?? ""]) { $1 })
        let overTime = try run(
            .trajectoryFigure, ["name": .text("over-time"), "title": .text("Title")],
            lists: ["trajectories": Array(trajectory.values)], recorded: ["data"])
        try run(
            .figureColumns,
            [
                "name": .text("columns"), "title": .text("Title"),
                "columns": .list([.list([.text("none"), .text("loss")])]),
                "column_titles": .list([.text("A")]),
            ],
            lists: ["figures": [overTime["data"] ?? ""]], recorded: ["data"])
        let measurement = try run(
            .measureCollapse, ["k": .integer(2), "labels": .mapping(["arm": .text("a, \"b\"")])],
            inputs: data.merging(["model": model["model"] ?? ""]) { $1 })
        let measured = ["measurements": Array(measurement.values)]
        try run(.tabulateCollapse, lists: measured)
        try run(.tabulateProposition1, lists: measured)
        // Drawings depend on the installed gnuplot, so of figures only the data count.
        try run(
            .figure,
            [
                "name": .text("fig"), "title": .text("Title"),
                "panels": .list([.text("alignment"), .text("linear_predictability")]),
                "group_by": .text("arm"), "arrangement": .text("columns"),
                "notes": .list([.text("a note")]),
            ], lists: measured, recorded: ["data"])
    }

    private mutating func runTables() throws {
        let description = try DescribedTable.named.write(to: folder)
        let table = try run(
            .tabularDataset, ["first": .integer(35), "training_samples": .integer(20)],
            inputs: ["files": DescribedTable.folder, "description": description])
        let stated: RequestValue = .mapping([
            "dataset": .text("d"), "title": .text("D | d"), "needs_hand": .boolean(false),
            "has_terms": .boolean(false),
            "stated": .mapping([
                "samples": .integer(35), "inputs": .list([.integer(4)]), "targets": .integer(2),
                "target_rank": .integer(2), "task": .text("a task"), "architecture": .text("MLP"),
            ]),
        ])
        try run(
            .compareDatasets,
            ["datasets": .list([.text("d")]), "stated": .list([stated])],
            lists: ["summaries": [table["summary"] ?? ""]])
    }

    private mutating func runPictures() throws {
        // The contact sheet depends on the installed libjpeg-turbo.
        let pictures: Set = ["images", "targets", "description"]
        let driving = try run(
            .drivingStandIn,
            [
                "seed": .integer(3), "samples": .integer(6), "height": .integer(32),
                "width": .integer(48),
            ], recorded: pictures)
        try run(
            .trainResidualNetwork,
            [
                "network": .text("resnet-18"), "head": .text("mlp"), "pixels": .text("symmetric"),
                "learning_rate": .real(0.01), "weight_decay": .real(0.005), "epochs": .integer(2),
                "batch": .integer(4), "seed": .integer(1), "snapshots": .text("listed"),
            ],
            inputs: [
                "images": driving["images"] ?? "", "targets": driving["targets"] ?? "",
                "test_images": driving["images"] ?? "", "test_targets": driving["targets"] ?? "",
            ])
        try run(
            .portraitStandIn,
            ["seed": .integer(3), "samples": .integer(5), "side": .integer(32)],
            recorded: pictures)
        try run(
            .imageDataset,
            [
                "height": .integer(20), "width": .integer(24), "target_scale": .text("min-max"),
                "split": .text("hugging-face-datasets"),
            ],
            inputs: [
                "files": GoldenFile.ofDatasets(""),
                "description": try DescribedPictures.driving.write(to: folder),
            ])
    }

    private mutating func runFetch() throws {
        let project = try FetchProject()
        try project.describe(
            OfferedFile.source(
                "first", try OfferedFile("notes.txt", "by hand", in: project),
                try OfferedFile(archive: "data.tar.gz", take: "[data/*.csv]", strip: 1),
                note: "A copy."))
        try project.folder.run(project.request())
        for path in project.files(in: "got") {
            let file = URL(fileURLWithPath: project.folder.path("got/\(path)"))
            try record(.fetchDataset, path, file)
        }
    }

    /// - Parameter recorded: the outputs whose digests count; all by default.
    /// - Returns: output name → absolute path.
    @discardableResult
    private mutating func run(
        _ kind: StageKind, _ parameters: [String: RequestValue] = [:],
        inputs: [String: String] = [:], lists: [String: [String]] = [:],
        recorded: Set<String>? = nil
    ) throws -> [String: String] {
        let outputs = try folder.run(kind, parameters, inputs: inputs, lists: lists)
        for (name, file) in outputs where recorded?.contains(name) ?? true {
            try record(kind, name, file)
        }
        return outputs.mapValues(\.path)
    }

    private mutating func record(_ kind: StageKind, _ output: String, _ file: URL) throws {
        digests["\(kind.name)@\(kind.revision)/\(output)"] = try Self.digest(of: file)
    }

    /// Of a file, or of the names and digests in a folder.
    private static func digest(of file: URL) throws -> String {
        guard file.hasDirectoryPath || (try? Data(contentsOf: file)) == nil else {
            return GoldenFile.sha256(try Data(contentsOf: file))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: file.path).sorted()
        let lines = try names.map {
            "\($0) \(try digest(of: file.appendingPathComponent($0)))\n"
        }
        return GoldenFile.sha256(lines.joined().utf8)
    }
}
