import Foundation
import Testing

@Suite struct NicenessTests {
    @Test("what a run under nice starts is as nice, its sessions included")
    func inherited() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              told:
                kind: exec
                with: {command: [sh, -c, "nice > told.txt; cat /proc/self/autogroup >> told.txt || true"]}
                outputs: {text: told.txt}
            figures:
              f: {title: F, publish: {told.txt: told.text}}
            """
        ])
        let program = BuiltProgram.path("nrc-pipe").path
        let result = try Shell.run("nice -n 7 \(program) run", in: project.root)
        #expect(result.status == 0, "\(result.errors)")
        let lines = try project.text("results/default/told.txt").split(separator: "\n")
        #expect(lines.first == "7")
        // Where the kernel has no groups of sessions there is no second line.
        if lines.count > 1 { #expect(lines[1].hasSuffix("nice 7")) }
    }
}
