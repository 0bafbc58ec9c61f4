import Foundation
import Testing

@Suite struct TerminalSafetyTests {
    @Test("results that cannot be written end with an error")
    func fullDisk() throws {
        let job = try MainJob()
        let process = Process()
        process.executableURL = BuiltProgram.path("nrc-pipe")
        process.arguments = ["list"]
        process.currentDirectoryURL = job.project.root
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
    }

    @Test("a stage's control characters do not reach the terminal")
    func controlCharacters() throws {
        let project = try ScratchProject(pipelines: [
            "rude.yaml": """
            pipeline: {name: rude, schema: 1}
            stages:
              rude:
                kind: exec
                with: {command: [sh, -c, 'printf "\\033[2Jgone\\n"; exit 1']}
                outputs: {none: none.txt}
            """
        ])
        let result = try project.run("run", "-j4")
        #expect(result.status == 1)
        #expect(result.errors.contains("    | \u{FFFD}[2Jgone\n"), "\(result.errors)")
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test("what a stage is named by or has written is one line, without control characters")
    func controlCharactersOfCauses() throws {
        let project = try ScratchProject(pipelines: [
            "rude.yaml": """
            pipeline: {name: rude, schema: 1}
            stages:
              rude:
                kind: exec
                with: {command: [sh, -c, 'touch "$(printf "\\033[2J\\nx")"; touch none.txt']}
                outputs: {none: none.txt}
            """
        ])
        let result = try project.run("run")
        #expect(result.status == 1)
        #expect(!result.errors.contains("\u{1B}"))
        let lines = result.errors.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("failed rude: it wrote what it does not declare: ") })
        for command in [["plan"], ["explain"], ["status"], ["history", "rude"]] {
            let told = try BuiltProgram.run(command, in: project.root)
            #expect(!told.output.contains("\u{1B}"), "\(command)")
        }
    }

    @Test("a second run leaves the events of the first alone")
    func eventsOfTheHolder() throws {
        let project = try ScratchProject(pipelines: [
            "wait.yaml": """
            pipeline: {name: wait, schema: 1}
            stages:
              wait:
                kind: exec
                with: {command: [sleep, "986"]}
                outputs: {none: none.txt}
            """
        ])
        let holder = try BuiltProgram.start(
            ["run", "--events", "events.ndjson"], in: project.root)
        #expect(
            Processes.wait(seconds: 60) {
                ((try? project.text("events.ndjson")) ?? "").contains("stage-started")
            })
        #expect(try project.run("run", "--events", "events.ndjson").status == 75)
        #expect(try project.text("events.ndjson").contains("stage-started"))
        holder.process.terminate()
        #expect(try holder.wait().status == 143)
        #expect(try project.text("events.ndjson").contains("run-finished"))
    }
}
