import Foundation
import Testing

@Suite struct StarterTests {
    @Test("init writes a pipeline that runs as it is, without a warning, and verifies")
    func runsAsItIs() throws {
        let folder = try ScratchProject()
        try FileManager.default.removeItem(at: folder.root.appendingPathComponent("pipelines"))
        let made = try folder.run("init", "Café study")
        #expect(
            made.output == """
                wrote Café study/pipelines/caf--study.yaml
                next: cd 'Café study' && nrc-pipe run collapse

                """)
        let run = try folder.run("run", "-C", "Café study", "collapse")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains("warning"))
        #expect(folder.exists("Café study/results/quick/figures/collapse.png"))
        #expect(try folder.run("verify", "-C", "Café study").status == 0)
        #expect(try folder.run("plan", "-C", "Café study", "--profile", "paper").status == 0)
    }

    @Test("init changes nothing that exists, and takes no name that a pipeline can't have")
    func refusals() throws {
        let project = try ScratchProject(pipelines: ["mine.yml": "x"])
        let second = try project.run("init")
        #expect(second.status == 2)
        #expect(
            second.errors == """
                error: there is a pipeline already, './pipelines/mine.yml'; name another folder: \
                nrc-pipe init DIR

                """)
        #expect(try project.text("pipelines/mine.yml") == "x")
        let named = try project.run("init", "new", "--name", "a/b")
        #expect(named.status == 2)
        #expect(named.errors.contains("name"), "\(named.errors)")
        #expect(!project.exists("new"))
        try project.write("", to: "file")
        let blocked = try project.run("init", "file/below")
        #expect(blocked.status == 2)
        #expect(blocked.errors.contains("error: cannot make the folder 'file/below/pipelines'"))
    }
}
