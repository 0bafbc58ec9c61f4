import Foundation
import Testing

/// What `plan`, `explain`, `status` and `run -n` print, word for word.
@Suite struct PlanTextTests {
    private static let sweep = """
        pipeline: {name: p, schema: 1}
        stages:
          data:
            kind: exec
            with: {command: [sh, -c, 'echo 1 > a.txt']}
            outputs: {a: a.txt}
          measure:
            kind: exec
            matrix: {seed: [1, 2, 3, 4, 5]}
            with: {command: [sh, -c, 'echo ${seed} > b.txt']}
            inputs: {a: data.a}
            outputs: {b: b.txt}
          draw:
            kind: exec
            with: {command: [sh, -c, 'exit 3']}
            inputs: {b: measure.b@seed=*}
            outputs: {c: c.txt}
        figures:
          fig:
            title: Fig
            publish: {m/: measure.b@seed=*}
        """

    @Test("what never ran is going to run, and a sweep is one row")
    func firstPlan() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.sweep])
        #expect(
            try project.run("plan", "draw").output == """
                run  data                  ?  never run
                run  measure  5 instances  ?  after data
                run  draw                  ?  after measure@seed=1, measure@seed=2, measure@seed=3 and 2 more

                7 stages to run.
                Nobody can tell how long it will take.

                """)
        let all = try project.run("plan", "draw", "--all").output
        #expect(all.contains("run  measure@seed=5  ?  after data\n"))
        #expect(
            try project.run("explain", "fig").output == """
                data would run
                    never run
                    then perhaps measure (5 instances)
                measure (5 instances) would run after data

                6 stages to run.
                Nobody can tell how long it will take.

                """)
    }

    @Test("failed stages are named, and what is published again is listed")
    func afterwards() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.sweep])
        #expect(try project.run("run", "fig", "draw").status == 1)
        let status = try project.run("status", "fig", "draw")
        #expect(
            status.output.contains(
                """
                not finished
                  draw  failed \(try Self.time(of: "draw", in: project)): it exited with code 3; see \
                `nrc-pipe log draw`
                figures
                  fig  fresh
                last run: fig draw, failed 
                """), "\(status.output)")
        let plan = try project.run("plan", "draw").output
        #expect(plan.hasPrefix("run  draw  ?  failed "), "\(plan)")
        #expect(plan.contains(": it exited with code 3; see `nrc-pipe log draw`\n"))
        try FileManager.default.removeItem(
            at: project.root.appendingPathComponent("results/default/m/measure@seed=2.txt"))
        #expect(
            try project.run("run", "-n", "fig").output == """
                Nothing to run: 6 stages fresh.
                publish  results/default/m/measure@seed=2.txt  it is missing

                """)
        #expect(
            try project.run("explain", "fig").output == """
                Nothing would run: 6 stages fresh.
                publish  results/default/m/measure@seed=2.txt  it is missing

                """)
        #expect(try project.run("run", "fig").output.contains(", 1 file published again\n"))
        #expect(try project.run("plan", "fig").output == "Nothing to do: 6 stages fresh.\n")
    }

    private static func time(of stage: String, in project: ScratchProject) throws -> String {
        let line = try project.run("history", stage).output.split(separator: "\n")[0]
        return line.split(separator: " ").prefix(2).joined(separator: " ")
    }

    @Test("a missing file of the project stops its stage alone")
    func missingFile() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              m:
                kind: exec
                with: {command: [cp, "${inputs.x}", out.txt]}
                inputs: {x: {file: data/no.txt}}
                outputs: {out: out.txt}
              n:
                kind: exec
                with: {command: [touch, out.txt]}
                outputs: {out: out.txt}
            """
        ])
        let missing =
            "pipelines/p.yaml:6:17: input 'x': the project's file 'data/no.txt' does not exist"
        #expect(
            try project.run("plan").output == """
                cannot  m     \(missing)
                run     n  ?  never run

                1 stage to run, 1 that cannot be started.
                Nobody can tell how long it will take.

                """)
        let error =
            "error: pipelines/p.yaml:6:17: stage 'm', input 'x': the project's file 'data/no.txt' does not exist\n"
        for command in [["run"], ["run", "-n"]] {
            let refused = try BuiltProgram.run(command, in: project.root)
            #expect(refused.status == 2)
            #expect(refused.errors == error)
        }
        let status = try project.run("status")
        #expect(status.status == 0)
        #expect(status.output.contains("not finished\n  m  cannot run: \(missing)\n"))
        #expect(try project.run("show", "m").output.contains("  cannot run: \(missing)\n"))
        let run = try project.run("run", "-k")
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("all: 1 built, 1 failed in "))
        #expect(try project.run("log", "n").status == 0)
    }

    @Test("the first line of a failed built-in stage has its error, with the names of its inputs")
    func reported() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              make:
                kind: exec
                with: {command: [sh, -c, 'printf "a,b\\n1\\n" > table.csv']}
                outputs: {table: table.csv}
              read:
                kind: dataset.tabular
                with: {features: [a], targets: [c]}
                inputs: {table: make.table}
            """
        ])
        let result = try project.run("run")
        #expect(result.status == 1)
        let line = result.errors.split(separator: "\n").first { $0.hasPrefix("failed read: ") }
        #expect(line?.contains("make.table") == true, "\(result.errors)")
        #expect(line?.contains("scratch") == false)
    }
}
