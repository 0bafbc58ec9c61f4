import Foundation
import Testing

@Suite struct ReadingCommandsTests {
    @Test("plan tells what run then does", arguments: [false, true])
    func planAgreesWithRun(_ isChanged: Bool) throws {
        let job = try MainJob()
        if isChanged {
            #expect(try job.run().status == 0)
            try job.edit("fig8_weight_decay: 1e-3", to: "fig8_weight_decay: 2e-3")
        }
        let plan = try BuiltProgram.run(
            ["plan", "fig8", "--json"] + MainJob.size, in: job.project.root)
        let planned = try Self.object(plan.output)
        let stages = try #require(planned["stages"] as? [[String: Any]])
        let mayRun = Set(
            stages.filter { $0["state"] as? String != "fresh" }.compactMap {
                $0["stage"] as? String
            })
        let dry = try job.run(["-n"])
        #expect(dry.status == 0)
        #expect(MainJob.built(dry) == [])
        #expect(Set(MainJob.built(try job.run())) == mayRun)
    }

    @Test("every reading command gives one versioned JSON object")
    func jsonOutputs() throws {
        let job = try MainJob()
        #expect(try job.run().status == 0)
        let commands = [
            ["plan", "fig8"], ["status"], ["explain", "fig8"], ["list"], ["list", "--kinds"],
            ["graph", "fig8"], ["show", "fig8-train@seed=1"], ["log", "fig8-train@seed=1"],
        ]
        for command in commands {
            let result = try BuiltProgram.run(
                command + ["--json"] + (command.contains("--kinds") ? [] : MainJob.size),
                in: job.project.root)
            #expect(result.status == 0, "\(command): \(result.errors)")
            #expect(try Self.object(result.output)["version"] as? Int == 1, "\(command)")
        }
    }

    @Test("a published file that was removed or edited is told, and made again")
    func publishedFiles() throws {
        let job = try MainJob()
        #expect(try job.run().status == 0)
        let status = ["status", "fig8", "--exit-code"] + MainJob.size
        #expect(try BuiltProgram.run(status, in: job.project.root).status == 0)
        let path = "results/quick+set/figures/fig8.svg"
        let content = try job.project.data(path)
        try job.project.write("edited", to: path)
        let edited = try BuiltProgram.run(status, in: job.project.root)
        #expect(edited.status == 3)
        #expect(
            edited.output.contains(
                "fig8  fresh, but \(path) missing or changed: nrc-pipe run fig8 "
                    + MainJob.size.joined(separator: " ") + "\n"))
        #expect(try job.run().output.contains(", 1 file published again\n"))
        #expect(try job.project.data(path) == content)
    }

    @Test("a project is found from any folder below it, and by -C")
    func projectIsFound() throws {
        let job = try MainJob()
        let below = job.project.root.appendingPathComponent("pipelines/deep-nrc")
        let inside = try BuiltProgram.run(["list"], in: below)
        #expect(inside.status == 0, "\(inside.errors)")
        let outside = try BuiltProgram.run(
            ["list", "-C", below.path], in: URL(fileURLWithPath: "/"))
        #expect(outside.output == inside.output)
    }

    @Test("graph prints every stage and edge in both languages")
    func graphs() throws {
        let job = try MainJob()
        let dot = try job.project.run("graph", "fig8").output
        #expect(dot.hasPrefix("digraph \"deep-neural-regression-collapse\" {\n"))
        #expect(dot.contains("[label=\"fig8-train@seed=2\\ntrain.mlp\"];"))
        #expect(dot.contains("[label=\"model\"];"))
        let mermaid = try job.project.run("graph", "fig8", "--format", "mermaid").output
        #expect(mermaid.hasPrefix("flowchart LR\n"))
        #expect(mermaid.contains("[\"fig8-train@seed=2\"]"))
    }

    @Test("events are lines of JSON that begin and end with the run")
    func events() throws {
        let job = try MainJob()
        #expect(try job.run(["--events", "events.ndjson"]).status == 0)
        let lines = try job.project.text("events.ndjson").split(separator: "\n")
        let events = try lines.map { try Self.object(String($0)) }
        #expect(events.first?["event"] as? String == "run-started")
        #expect(events.last?["event"] as? String == "run-finished")
        #expect(events.count { $0["event"] as? String == "stage-finished" } == 11)
        #expect(events.allSatisfy { $0["version"] as? Int == 1 })
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
