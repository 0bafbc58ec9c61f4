import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct StageGraphTests {
    /// Names of the stages that feed an input, with the outputs.
    private func sources(_ graph: StageGraph, of stage: String, _ input: String) throws -> [String]
    {
        let found = try #require(try graph.stage(stage).inputs.first { $0.name == input })
        return found.sources.map { source in
            switch source {
            case .output(let id, let name): graph[id].name + "." + name
            case .file(let path), .folder(let path), .pattern(let path): path
            }
        }
    }

    private let sweep = """
        pipeline: {name: sweeps, schema: 1}
        parameters: {seeds: [1, 2], first: 1}
        stages:
          draw:
            kind: draw
            inputs: {models: "train.model@seed=*,arm=*"}
          one:
            kind: draw
            inputs: {models: ["train.model@seed=${first},arm=wide", {file: my/model.safetensors}]}
          perSeed:
            kind: draw
            matrix: {seed: [2]}
            inputs: {models: train.model@arm=*}
          train:
            kind: train
            matrix:
              seed: "${seeds}"
              arm:
                narrow: {width: 128, rate: 0.1, steps: [1, 2]}
                wide: {width: 512, rate: 0.05, steps: []}
            with:
              width: ${arm.width}
              rate: ${arm.rate}
              milestones: ${arm.steps}
              note: ${arm}/${seed}
            inputs: {features: data.features}
            resources: {cpu: "${seed}", memory: "${seed}GiB", gpu: 1, exclusive: [disk, db]}
            timeout: ${seed}h
          data:
            kind: data
            matrix: {seed: [1, 2]}
            with: {seed: "${seed}"}
        """

    @Test("sweeps are unrolled, the last axis fastest, producers first, then by definition")
    func order() throws {
        let graph = try Fixtures.load(sweep).graph
        #expect(
            graph.stages.map(\.name) == [
                "data@seed=1", "data@seed=2",
                "train@seed=1,arm=narrow", "train@seed=1,arm=wide",
                "train@seed=2,arm=narrow", "train@seed=2,arm=wide",
                "draw", "one", "perSeed@seed=2",
            ])
        #expect(graph.stages.map(\.id.index) == Array(graph.stages.indices))
        #expect(graph.pipelineName == "sweeps")
        #expect(graph.stages[2].definitionName == "train")
    }

    @Test("axes of the same name are matched by value, others selected or gathered")
    func matching() throws {
        let graph = try Fixtures.load(sweep).graph
        #expect(
            try sources(graph, of: "train@seed=2,arm=wide", "features") == ["data@seed=2.features"])
        #expect(
            try sources(graph, of: "draw", "models") == [
                "train@seed=1,arm=narrow.model", "train@seed=1,arm=wide.model",
                "train@seed=2,arm=narrow.model", "train@seed=2,arm=wide.model",
            ])
        #expect(
            try sources(graph, of: "one", "models")
                == ["train@seed=1,arm=wide.model", "my/model.safetensors"])
        #expect(
            try sources(graph, of: "perSeed@seed=2", "models")
                == ["train@seed=2,arm=narrow.model", "train@seed=2,arm=wide.model"])
    }

    @Test("values follow the axes, and their places are those of the cases")
    func values() throws {
        let graph = try Fixtures.load(sweep).graph
        let stage = try graph.stage("train@seed=2,arm=wide")
        #expect(stage.value("width") == .integer(512))
        #expect(stage.value("rate") == .real(0.05))
        #expect(stage.value("milestones") == .list([]))
        #expect(stage.value("note") == .text("wide/2"))
        #expect(
            stage.resources
                == Stage.Resources(
                    cpu: 2, memoryBytes: 2 << 30, gpus: 1, exclusive: ["db", "disk"]))
        #expect(stage.timeoutSeconds == 7200)
        let width = stage.parameters.first { $0.name == "width" }
        #expect(width?.location == SourceLocation(file: "p.yaml", line: 20, column: 23))
        let seed = try graph.stage("data@seed=2").parameters.first { $0.name == "seed" }
        #expect(seed?.location == SourceLocation(file: "p.yaml", line: 31, column: 24))
    }

    @Test("kind, revision, outputs and the profile's stamp come from the catalogue")
    func kinds() throws {
        let graph = try Fixtures.load(sweep).graph
        let data = try graph.stage("data@seed=1")
        #expect(data.kind == "data")
        #expect(data.kindRevision == 3)
        #expect(data.stampedProfile == nil)
        #expect(
            data.outputs == [
                .init(name: "features", path: "features.npy", format: .array),
                .init(name: "targets", path: "targets.npy", format: .array),
            ])
        #expect(try graph.stage("draw").stampedProfile == "default")
        #expect(try graph.stage("draw").inputs[0].isList)
    }

    @Test("definitions are listed with the number of their stages")
    func definitions() throws {
        let definitions = try Fixtures.load(sweep).definitions
        #expect(definitions.map(\.name) == ["draw", "one", "perSeed", "train", "data"])
        #expect(definitions.map(\.stageCount) == [1, 1, 1, 4, 2])
    }

    @Test("a command declares its inputs and outputs, and keeps its placeholders")
    func command() throws {
        let text = """
            pipeline: {name: c, schema: 1}
            parameters: {tool: "a$${b}"}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}}
              convert:
                kind: exec
                with:
                  command: ["${tool}", "${inputs.raw}", "x${inputs.all}-${tool}", "$${y}", "${outputs.table}"]
                  environment: [HOME]
                inputs: {raw: {file: ./data//raw.bin}, all: "data.features@seed=*", few: [data.targets@seed=2]}
                outputs: {table: ./out/table.csv, parts: {folder: parts/}}
              use:
                kind: train
                with: {width: 1}
                inputs: {features: convert.table}
            """
        let graph = try Fixtures.load(text).graph
        let stage = try graph.stage("convert")
        #expect(stage.runner == .command)
        #expect(
            stage.value("command")
                == .list([
                    .text("a$${b}"), .text("${inputs.raw}"), .text("x${inputs.all}-a$${b}"),
                    .text("$${y}"), .text("${outputs.table}"),
                ]))
        #expect(stage.inputs.map(\.name) == ["all", "few", "raw"])
        #expect(stage.inputs.map(\.isList) == [true, true, false])
        #expect(try sources(graph, of: "convert", "raw") == ["data/raw.bin"])
        #expect(
            stage.outputs == [
                .init(name: "parts", path: "parts", format: .folder),
                .init(name: "table", path: "out/table.csv", format: .any),
            ])
        #expect(try sources(graph, of: "use", "features") == ["convert.table"])
    }

    @Test("a folder is refused where a file is expected, and a file where a folder is")
    func folders() {
        #expect(!ArtifactFormat.array.accepts(.folder))
        #expect(!ArtifactFormat.folder.accepts(.any))
        #expect(ArtifactFormat.any.accepts(.folder))
        #expect(ArtifactFormat.array.accepts(.any))
        #expect(!ArtifactFormat.array.accepts(.model))
    }

    @Test("figures name their artifacts, gathered ones as files of a folder")
    func figures() throws {
        let text = """
            pipeline: {name: f, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}}
              draw: {kind: draw, inputs: {models: {file: m}}}
            figures:
              fig8:
                title: At ${profile} of ${pipeline}
                publish:
                  figures/fig8.pdf: draw.pdf
                  figures/panels/: draw.panels
                  figures/: draw.pdf
                  data/: data.features@seed=*
                  data/last.npy: data.targets@seed=2
            """
        let graph = try Fixtures.load(text).graph
        let figure = try #require(graph.figures.first)
        #expect(figure.name == "fig8")
        #expect(figure.title == "At default of f")
        #expect(figure.location == SourceLocation(file: "p.yaml", line: 6, column: 3))
        let published = figure.publications.map {
            "\($0.path) ← \(graph[$0.stage].name).\($0.output)"
        }
        #expect(
            published == [
                "figures/fig8.pdf ← draw.pdf",
                "figures/panels ← draw.panels",
                "figures/draw.pdf ← draw.pdf",
                "data/data@seed=1.npy ← data@seed=1.features",
                "data/data@seed=2.npy ← data@seed=2.features",
                "data/last.npy ← data@seed=2.targets",
            ])
    }

    @Test("the same artifact may be published at the same path by two figures")
    func sharedPublications() throws {
        let text = """
            pipeline: {name: f, schema: 1}
            stages:
              data: {kind: data}
            figures:
              a: {title: a, publish: {x.npy: data.features}}
              b: {title: b, publish: {x.npy: data.features}}
            """
        #expect(try Fixtures.load(text).graph.figures.count == 2)
    }

    @Test("the order of keys and comments change nothing but places")
    func cosmetics() throws {
        let one = """
            pipeline: {name: f, schema: 1}
            stages:
              t: {kind: train, with: {width: 1, rate: 2}, inputs: {features: data.features}}
              data: {kind: data}
            """
        let other = """
            # a comment
            stages:
              t:
                inputs: {features: data.features}
                with: {rate: 2, width: 1}   # another
                kind: train
              data: {kind: data}
            pipeline: {schema: 1, name: f}
            """
        let graphs = try [one, other].map { try Fixtures.load($0).graph }
        let contents = graphs.map { graph in
            graph.stages.map { stage in
                "\(stage.name) \(stage.parameters.map { "\($0.name)=\($0.value)" }) "
                    + "\(stage.inputs.map(\.sources)) \(stage.outputs)"
            }
        }
        #expect(contents[0] == contents[1])
    }
}
