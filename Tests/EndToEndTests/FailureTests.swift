import Foundation
import Testing

@Suite struct FailureTests {
    @Test("a failed stage ends with its name, its last lines, its log and the way to rerun it")
    func failedStage() throws {
        let project = try ScratchProject(pipelines: [
            "fail.yaml": """
            pipeline: {name: fail, schema: 1}
            stages:
              good:
                kind: exec
                with: {command: [sh, -c, "echo fine > good.txt"]}
                outputs: {text: good.txt}
              bad:
                kind: exec
                with: {command: [sh, -c, "echo about to fail; echo the reason >&2; exit 7"]}
                inputs: {text: good.text}
                outputs: {text: bad.txt}
              after:
                kind: exec
                with: {command: [cp, "${inputs.text}", "${outputs.text}"]}
                inputs: {text: bad.text}
                outputs: {text: after.txt}
            """
        ])
        let result = try project.run("run")
        #expect(result.status == 1)
        #expect(result.errors.contains("error: stage 'bad' failed: it exited with code 7\n"))
        #expect(result.errors.contains("    | about to fail\n    | the reason\n"))
        #expect(
            result.errors.contains(
                """
                  more:  nrc-pipe log bad
                  rerun: nrc-pipe run bad
                  skipped because of it: after

                """))
        let log = try #require(
            result.errors.split(separator: "\n").first { $0.hasPrefix("  log:   ") })
        #expect(FileManager.default.fileExists(atPath: String(log.dropFirst(9))))
        #expect(result.output.hasPrefix("all: 1 built, 1 failed, 1 skipped in "))
        #expect(try project.run("log", "bad").output.hasSuffix("about to fail\nthe reason\n"))
    }

    @Test("the history of a stage that took what its twin had made names the twin")
    func historyOfTwin() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              one: {kind: exec, with: {command: [sh, -c, 'echo 1 > a.txt']}, outputs: {a: a.txt}}
              two: {kind: exec, with: {command: [sh, -c, 'echo 1 > a.txt']}, outputs: {a: a.txt}}
            """
        ])
        #expect(
            try project.run("history", "two").output == "two never ran under this profile.\n")
        #expect(try project.run("run").status == 0)
        let history = try project.run("history", "two")
        #expect(
            history.output.hasPrefix(
                "two never ran under this profile; what it has, one made in run "),
            "\(history.output)")
        #expect(try project.run("history", "two", "--json").output.contains("\"made_by\""))
    }

    @Test("what a failure kept from starting is told, with the option that goes on")
    func stoppedRun() throws {
        let project = try ScratchProject(pipelines: [
            "fail.yaml": """
            pipeline: {name: fail, schema: 1}
            stages:
              bad: {kind: exec, with: {command: [sh, -c, "exit 7"]}, outputs: {text: bad.txt}}
              other: {kind: exec, with: {command: [touch, other.txt]}, outputs: {text: other.txt}}
            """
        ])
        let result = try project.run("run", "-j1")
        #expect(
            result.errors.hasSuffix(
                "not started: other; -k goes on with what no failure concerns\n"),
            "\(result.errors)")
        let history = try project.run("history", "bad")
        #expect(history.output.contains("  failed  "))
        #expect(history.output.hasSuffix("    never run\n    it exited with code 7\n"))
        #expect(try project.run("run", "-j1", "-k").output.hasPrefix("all: 1 built, 1 failed in "))
    }

    @Test("a diverging training stops with epoch, step and last good loss")
    func divergence() throws {
        let job = try MainJob()
        let result = try job.run(["--set", "fig8_learning_rate=1e9"])
        #expect(result.status == 1)
        #expect(result.errors.contains("' failed: the loss became "))
        #expect(result.errors.contains("try a lower learning rate"))
        // The stage has said why; its settings and losses would only stand in the way.
        #expect(!result.errors.contains("    | "), "\(result.errors)")
    }

    @Test("targets without the rank asked for fail and name the seed")
    func degenerateTeacher() throws {
        let project = try ScratchProject(pipelines: [
            "rank.yaml": """
            pipeline: {name: rank, schema: 1}
            stages:
              data:
                kind: synthetic.dataset
                with:
                  {seed: 5, teacher: linear, samples: 500, input_dimension: 6,
                   target_dimension: 3, rank: 3, minimum_eigenvalue_ratio: 1}
            """
        ])
        let result = try project.run("run")
        #expect(result.status == 1)
        #expect(result.errors.contains("seed 5"), "\(result.errors)")
    }

    @Test("wrong usage and invalid pipelines end with 2")
    func usage() throws {
        let job = try MainJob()
        let project = job.project
        #expect(try project.run("run", "fig88").status == 2)
        #expect(
            try project.run("run", "fig88").errors
                == "error: no stage or figure is named 'fig88'; did you mean fig8?\n")
        #expect(try project.run("nonsense").status == 2)
        #expect(try project.run("run", "-j", "0").status == 2)
        #expect(try project.run("run", "--set", "fig8_width").status == 2)
        #expect(try project.run("run", "--set", "fig8_widht=3").status == 2)
        #expect(try project.run("run", "--profile", "quik").status == 2)
        #expect(try project.run("plan", "-f", "pipelines/absent.yaml").status == 2)
        #expect(try project.run("--help").status == 0)
        #expect(try project.run("status", "--exit-code").status == 3)
        let elsewhere = try ScratchProject()
        try FileManager.default.removeItem(at: elsewhere.root.appendingPathComponent("pipelines"))
        #expect(try elsewhere.run("list").status == 2)
    }
}
