import TestSupport
import Testing

@testable import PipelineLanguage

/// A small catalogue that has every shape of parameter, input and output.
enum Fixtures {
    static let dataset = StageKind(
        name: "data", revision: 3, summary: "makes data",
        parameters: [
            ParameterSpecification(
                "samples", .integer(1...1_000_000), default: .integer(100), summary: ""),
            ParameterSpecification(
                "seed", .integer(0...Int.max), default: .integer(0), summary: ""),
            ParameterSpecification("noise", .real(.nonNegative), isOptional: true, summary: ""),
        ],
        inputs: .fixed([]),
        outputs: .fixed([
            OutputSpecification("features", path: "features.npy", .array, summary: ""),
            OutputSpecification("targets", path: "targets.npy", .array, summary: ""),
        ]))

    static let training = StageKind(
        name: "train", revision: 1, summary: "trains",
        parameters: [
            ParameterSpecification("width", .integer(1...4096), summary: ""),
            ParameterSpecification("rate", .real(.positive), default: .real(0.1), summary: ""),
            ParameterSpecification("weight_decay", .real(.unit), default: .real(0), summary: ""),
            ParameterSpecification(
                "activation", .choice(["relu", "tanh"]), default: .text("relu"), summary: ""),
            ParameterSpecification("shuffle", .boolean, default: .boolean(true), summary: ""),
            ParameterSpecification(
                "milestones", .list(of: .integer(1...Int.max), count: 0...3), default: .list([]),
                summary: ""),
            ParameterSpecification("note", .text, isOptional: true, summary: ""),
            ParameterSpecification("labels", .mapping(of: .text), isOptional: true, summary: ""),
        ],
        inputs: .fixed([
            InputSpecification("features", .one, .array, summary: ""),
            InputSpecification("start", .optional, .model, summary: ""),
        ]),
        outputs: .fixed([
            OutputSpecification("model", path: "model.safetensors", .model, summary: ""),
            OutputSpecification("log", path: "log.csv", .table, summary: ""),
        ]))

    static let drawing = StageKind(
        name: "draw", revision: 2, summary: "draws", parameters: [],
        inputs: .fixed([InputSpecification("models", .many, .model, summary: "")]),
        outputs: .fixed([
            OutputSpecification("pdf", path: "figure.pdf", .document, summary: ""),
            OutputSpecification("panels", path: "panels", .folder, summary: ""),
        ]), carriesProfile: true)

    static let command = StageKind(
        name: "exec", revision: 1, summary: "runs a command", runner: .command,
        parameters: [
            ParameterSpecification("command", .list(of: .text, count: 1...100), summary: ""),
            ParameterSpecification(
                "environment", .list(of: .text, count: 0...100), default: .list([]), summary: ""),
        ],
        inputs: .declaredByStage, outputs: .declaredByStage)

    static let kinds = [dataset, training, drawing, command]

    /// What every pipeline starts with.
    static let header = "pipeline: {name: test, schema: 1}\n"

    /// Loads a pipeline given as text, named `p.yaml`, in a project of its own.
    static func load(
        _ text: String, in project: TemporaryProject? = nil, profile: String? = nil,
        overrides: [(String, String)] = [], kinds: [StageKind] = kinds
    ) throws -> LoadedPipeline {
        let project = try project ?? TemporaryProject()
        try project.write(text, to: "p.yaml")
        return try PipelineLoader.load(
            file: project.path("p.yaml"), projectRoot: project.path, profile: profile,
            overrides: overrides, kinds: kinds)
    }

    /// All diagnostics of a pipeline, as they are printed; empty when it is right.
    static func diagnostics(
        _ text: String, in project: TemporaryProject? = nil, profile: String? = nil,
        overrides: [(String, String)] = [], kinds: [StageKind] = kinds
    ) throws -> String {
        do {
            return try load(
                text, in: project, profile: profile, overrides: overrides, kinds: kinds
            )
            .warnings.rendered()
        } catch let problems as PipelineDiagnostics {
            return problems.rendered()
        }
    }
}

extension StageGraph {
    /// The stage with this name; fails the test when there is none.
    func stage(_ name: String) throws -> Stage {
        try #require(stages.first { $0.name == name })
    }
}

extension Stage {
    func value(_ name: String) -> ParameterValue? {
        parameters.first { $0.name == name }?.value
    }
}
