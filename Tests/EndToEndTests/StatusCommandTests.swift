import Foundation
import Testing

@Suite struct StatusCommandTests {
    @Test(
        "what a finished run has left tells the same status as planning, and is changed by neither")
    func stamped() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              copy:
                kind: exec
                matrix: {n: [1, 2, 3]}
                with: {command: [sh, -c, "cat $0 > out.txt; echo ${n} >> out.txt", "${inputs.a}"]}
                inputs: {a: {file: a.txt}}
                outputs: {out: out.txt}
              last:
                kind: exec
                with: {command: [sh, -c, "cat $0 > out.txt", "${inputs.a}"]}
                inputs: {a: copy.out@n=1}
                outputs: {out: out.txt}
            figures:
              fig: {title: F, publish: {a.txt: last.out}}
            """
        ])
        try project.write("one\n", to: "a.txt")
        let run = try project.run("run")
        #expect(run.status == 0, "\(run.errors)")
        let before = try project.files(below: ".nrc-pipe/cache/fresh")
        #expect(before.count == 1)
        let stamped = try project.run("status")
        #expect(try project.files(below: ".nrc-pipe/cache/fresh") == before)
        try FileManager.default.removeItem(
            at: project.root.appendingPathComponent(".nrc-pipe/cache/fresh"))
        let planned = try project.run("status")
        #expect(stamped.output == planned.output)
        #expect(planned.output.contains("  copy  1 stage  fresh\n"))
        #expect(planned.output.contains("\nlast run: "))

        #expect(try project.run("run").status == 0)
        try project.write("two\n", to: "a.txt")
        #expect(try project.run("status", "--exit-code").status == 3)
    }
}
