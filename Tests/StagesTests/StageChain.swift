import Crypto
import Foundation
import PipelineLanguage
import StageCatalogue
import Stages
import WorkerProtocol

/// Every kind of worker stage once, from a dataset to a figure, in a temporary folder.
struct StageChain {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-chain-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// `kind@revision/output` → SHA-256. Drawings depend on the installed gnuplot, so of figures
    /// only the data count.
    func digests() throws -> [String: String] {
        let dataset = try run(
            "synthetic.dataset",
            [
                "seed": .integer(4), "teacher": .text("nonlinear"), "samples": .integer(300),
                "input_dimension": .integer(7), "target_dimension": .integer(2),
                "rank": .integer(4), "noise": .real(0.01), "test_fraction": .real(0.2),
                "split_seed": .integer(42), "standardise": .boolean(true),
                "minimum_eigenvalue_ratio": .real(0.001),
            ],
            outputs: ["features", "targets", "test_features", "test_targets", "summary"])
        let data = dataset.filter { $0.key != "summary" }.mapValues { [$0] }
        let model = try run(
            "train.mlp",
            [
                "layers": .integer(3), "width": .integer(24), "bias": .boolean(true),
                "initial_scale": .real(1.2), "learning_rate": .real(0.05), "momentum": .real(0.9),
                "weight_decay": .real(0.001), "schedule": .text("steps-at-thirds"),
                "epochs": .integer(6), "batch": .integer(32), "seed": .integer(1),
            ],
            inputs: data, outputs: ["model", "history"])
        let measurement = try run(
            "collapse.measure", ["k": .integer(2), "labels": .mapping(["arm": .text("a, \"b\"")])],
            inputs: data.merging(["model": [model["model"] ?? ""]]) { $1 },
            outputs: ["measurement"])
        let measured = ["measurements": Array(measurement.values)]
        let table = try run("collapse.table", [:], inputs: measured, outputs: ["table"])
        let figure = try run(
            "figure",
            [
                "name": .text("fig"), "title": .text("Title"),
                "panels": .list([.text("alignment"), .text("linear_predictability")]),
                "group_by": .text("arm"), "group_titles": .mapping([:]),
                "arrangement": .text("columns"), "notes": .list([.text("a note")]),
            ],
            inputs: measured, outputs: ["pdf", "svg", "png", "data", "panels"])
        var digests: [String: String] = [:]
        for (kind, outputs) in [
            ("synthetic.dataset", dataset), ("train.mlp", model),
            ("collapse.measure", measurement), ("collapse.table", table),
            ("figure", figure.filter { $0.key == "data" }),
        ] {
            let revision = StageCatalogue.kinds.first { $0.name == kind }?.revision ?? 0
            for (name, path) in outputs {
                digests["\(kind)@\(revision)/\(name)"] = try Self.digest(path)
            }
        }
        return digests
    }

    /// - Returns: output name → absolute path.
    private func run(
        _ kind: String, _ parameters: [String: RequestValue], inputs: [String: [String]] = [:],
        outputs: [String]
    ) throws -> [String: String] {
        let paths = Dictionary(
            uniqueKeysWithValues: outputs.map { name in
                (name, folder.appendingPathComponent("\(kind).\(name)").path)
            })
        let request = StageRequest(
            stage: kind, kind: kind, parameters: parameters, inputs: inputs, outputs: paths,
            threads: 1, profile: "golden")
        let requestFile = folder.appendingPathComponent("request.json")
        try JSONEncoder().encode(request).write(to: requestFile)
        try StageRunner.run(
            requestPath: requestFile.path,
            responsePath: folder.appendingPathComponent("response.json").path)
        return paths
    }

    private static func digest(_ path: String) throws -> String {
        SHA256.hash(data: try Data(contentsOf: URL(fileURLWithPath: path)))
            .map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }
            .joined()
    }
}
