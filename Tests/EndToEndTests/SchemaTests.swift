import Foundation
import PipelineLanguage
import TestSupport
import Testing

@Suite struct SchemaTests {
    private static func schema(_ name: String) throws -> JSONSchemaCheck {
        let text = try BuiltProgram.run(["schema", name], in: ScratchProject.repository).output
        return try JSONSchemaCheck(schema: text)
    }

    @Test("every pipeline of this repository fits the schema for editors")
    func committedPipelines() throws {
        let schema = try Self.schema("pipeline")
        let folder = ScratchProject.repository.appendingPathComponent("pipelines")
        let paths = try #require(FileManager.default.enumerator(atPath: folder.path))
        var count = 0
        for case let path as String in paths where path.hasSuffix(".yaml") {
            let text = try String(
                contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
            let complaints = try schema.complaints(value: YAMLValue.of(text))
            #expect(complaints.isEmpty, "\(path)")
            count += 1
        }
        #expect(count > 10)
    }

    @Test(
        "the schema finds what the program refuses, where it stands",
        arguments: [
            ("widht: 3", "width: 64", "$.stages.train.with.widht: not allowed"),
            ("width: 0", "width: 64", "$.stages.train.with.width"),
            ("width: 1.5", "width: 64", "$.stages.train.with.width"),
            ("", "width: 64", "$.stages.train.with: lacks width"),
            ("kind: train.mpl", "kind: train.mlp", "$.stages.train.kind"),
            ("retries: -1", "timeout: 10m", "$.stages.train.retries"),
            ("featuers: data.features", "features: data.features", "$.stages.train.inputs"),
            ("paramters:", "parameters:", "$.paramters: not allowed"),
            ("schema: 2", "schema: 1", "$.pipeline.schema"),
            ("tite: Mine", "title: Mine", "$.figures.f: lacks title"),
            ("schedule: sometimes", "schedule: constant", "$.stages.train.with.schedule"),
        ])
    func mistakes(_ mistake: String, _ original: String, _ complaint: String) throws {
        let good = """
            pipeline: {name: p, schema: 1}
            parameters: {rate: 0.1}
            stages:
              data:
                kind: synthetic.dataset
                with: {seed: 1, teacher: nonlinear, samples: 500, input_dimension: 20, target_dimension: 3, rank: 10}
              train:
                kind: train.mlp
                timeout: 10m
                with:
                  layers: 3
                  width: 64
                  learning_rate: ${rate}
                  weight_decay: 1e-3
                  epochs: 2
                  seed: 1
                  schedule: constant
                inputs:
                  features: data.features
                  targets: data.targets
            figures:
              f:
                title: Mine
                publish: {model.safetensors: train.model}
            """
        let schema = try Self.schema("pipeline")
        #expect(try schema.complaints(value: YAMLValue.of(good)) == [])
        #expect(try ScratchProject(pipelines: ["p.yaml": good]).run("plan").status == 0)
        #expect(good.contains(original))
        let bad = good.replacingOccurrences(of: original, with: mistake)
        let complaints = try schema.complaints(value: YAMLValue.of(bad))
        #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
        #expect(try ScratchProject(pipelines: ["p.yaml": bad]).run("plan").status == 2)
    }

    @Test("every event of real runs fits the schema of events, and every name occurs")
    func events() throws {
        let schema = try Self.schema("events")
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              first: {kind: exec, with: {command: [sh, -c, "echo 1 > a"]}, outputs: {a: a}}
              told:
                kind: exec
                with:
                  command:
                    - sh
                    - -c
                    - |
                      echo '{"fraction": 0.5, "message": "half"}' >> progress.ndjson
                      echo '{"checkpoint": "half"}' >> progress.ndjson
                      sleep 0.5; cp "${inputs.a}" b
                inputs: {a: first.a}
                outputs: {b: b}
              bad:
                kind: exec
                with: {command: [sh, -c, "exit 3"]}
                retries: 1
                inputs: {b: told.b}
                outputs: {c: c}
              after: {kind: exec, with: {command: [cp, "${inputs.c}", d]}, inputs: {c: bad.c}, outputs: {d: d}}
              slow: {kind: exec, with: {command: [sleep, "987"]}, outputs: {e: e}}
            """
        ])
        #expect(try project.run("run", "after", "--events", "one.ndjson").status == 1)
        #expect(try project.run("run", "told", "--events", "two.ndjson").status == 0)
        let slow = try BuiltProgram.start(
            ["run", "slow", "--events", "three.ndjson"], in: project.root)
        #expect(
            Processes.wait(seconds: 60) {
                ((try? project.text("three.ndjson")) ?? "").contains("stage-started")
            })
        slow.process.interrupt()
        #expect(try slow.wait().status == 130)
        var names: Set<String> = []
        for file in ["one.ndjson", "two.ndjson", "three.ndjson"] {
            for line in try project.text(file).split(separator: "\n") {
                #expect(try schema.complaints(json: String(line)) == [], "\(line)")
                let event = try JSONSerialization.jsonObject(with: Data(line.utf8))
                names.insert((event as? [String: Any])?["event"] as? String ?? "")
            }
        }
        #expect(
            names.subtracting(["note"]) == [
                "run-started", "stage-planned", "stage-queued", "stage-started", "stage-progress",
                "stage-checkpoint", "stage-retrying", "stage-finished", "stage-failed",
                "stage-interrupted", "stage-skipped", "run-finished",
            ])
    }
}
