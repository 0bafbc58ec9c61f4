import Foundation
import Testing

/// What commands say of projects that cannot be used, and of places that are named wrongly.
@Suite struct UnusableProjectTests {
    private static let pipeline = """
        pipeline: {name: p, schema: 1}
        stages:
          a:
            kind: exec
            with: {command: [sh, -c, 'echo 1 > a.txt']}
            outputs: {a: a.txt}
        """

    @Test("a state that cannot be used ends a command with 2 and a remedy")
    func unusableState() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let state = project.root.appendingPathComponent(".nrc-pipe/state.sqlite")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        for command in ["run", "plan", "status", "history"] {
            let result = try project.run(command)
            #expect(result.status == 2, "\(command)")
            #expect(result.errors.hasPrefix("error: cannot use the state '"), "\(result.errors)")
            #expect(result.errors.contains("': it is a folder; see that it is a file "))
        }
    }

    @Test(
        "a pipeline without stages is told as one", arguments: ["run", "plan", "status", "graph"])
    func noStages(command: String) throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": "pipeline: {name: p, schema: 1}\nstages: {}\n"
        ])
        let result = try project.run(command)
        #expect(result.status == 2)
        #expect(
            result.errors == "error: the pipeline has no stages yet; add one below 'stages:'\n")
    }

    @Test("events that cannot be written are told at the end, and the run's results stay")
    func fullEvents() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let result = try project.run("run", "--events", "/dev/full")
        #expect(result.status == 1)
        #expect(
            result.errors.hasSuffix(
                "error: cannot write --events '/dev/full': No space left on device\n"),
            "\(result.errors)")
        #expect(try project.run("status", "--exit-code").status == 0)
    }

    @Test("a mirror that is not there is told before anything is looked for")
    func noMirror() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let result = try project.run("run", "--mirror", "nowhere/data")
        #expect(result.status == 2)
        #expect(
            result.errors
                == "error: the mirror 'nowhere/data' is no folder that is there; name one, or a URL\n"
        )
    }

    @Test("a command that does not exist is told with the nearest one")
    func unknownCommand() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let near = try project.run("statsu")
        #expect(near.status == 2)
        #expect(near.errors == "error: there is no command 'statsu'; did you mean 'status'?\n")
        #expect(
            try project.run("zzzzzz").errors
                == "error: there is no command 'zzzzzz'; `nrc-pipe --help` lists all\n")
        #expect(try project.run("help", "run").status == 0)
    }

    @Test("a folder that cannot be made ends import with 2 and a remedy")
    func unusableFolder() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let result = try project.run("import", "x.tar.zst", "--new", "/proc/nrc-pipe")
        #expect(result.status == 2)
        #expect(
            result.errors.hasPrefix("error: cannot create the folder '/proc/nrc-pipe': "),
            "\(result.errors)")
        #expect(
            result.errors.hasSuffix(
                """
                ; see that the project's folder is there, that you may write to it and that the \
                disk has room

                """))
    }

    @Test("-C is where paths of --events and bundles begin, and import says how to make a project")
    func directory() throws {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline])
        let elsewhere = try ScratchProject()
        let folder = project.root.path
        func run(_ arguments: [String]) throws -> ProgramResult {
            try BuiltProgram.run(arguments, in: elsewhere.root)
        }
        #expect(try run(["run", "-C", folder, "--events", "events.ndjson"]).status == 0)
        #expect(project.exists("events.ndjson"))
        #expect(try run(["export", "a", "a.tar.zst", "-C", folder]).status == 0)
        #expect(try run(["import", "a.tar.zst", "-C", folder]).status == 0)
        try FileManager.default.removeItem(at: elsewhere.root.appendingPathComponent("pipelines"))
        let lost = try run(["import", "a.tar.zst"])
        #expect(lost.status == 2)
        #expect(
            lost.errors.hasSuffix(
                """
                ' or above it to import into; to make one of the bundle's own pipeline files: \
                nrc-pipe import a.tar.zst --new DIR

                """), "\(lost.errors)")
    }

    @Test("names that are nearly right are told")
    func nearNames() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              a:
                kind: exec
                with: {command: [cp, "${input.all}", a.txt]}
                inputs: {all: {file: data/tabel.csv}}
                outputs: {a: a.txt}
              draw:
                kind: figure
                with: {name: f, title: F, panels: [noise_compnent]}
                inputs: {measurements: a.a}
            """
        ])
        let errors = try project.run("plan").errors
        #expect(errors.contains("did you mean 'inputs'?"), "\(errors)")
        #expect(errors.contains("; did you mean 'noise_component'?"), "\(errors)")
        try project.write("1\n", to: "data/table.csv")
        try project.write(
            """
            pipeline: {name: p, schema: 1}
            stages:
              a:
                kind: exec
                with: {command: [cp, "${inputs.all}", a.txt]}
                inputs: {all: {file: data/tabel.csv}}
                outputs: {a: a.txt}
            """, to: "pipelines/p.yaml")
        #expect(
            try project.run("run").errors == """
                error: pipelines/p.yaml:6:19: stage 'a', input 'all': the project's file \
                'data/tabel.csv' does not exist; did you mean 'data/table.csv'?

                """)
    }

    @Test("an only instance is shown by its definition's name, and several are listed")
    func partialNames() throws {
        let project = try ScratchProject(pipelines: [
            "p.yaml": """
            pipeline: {name: p, schema: 1}
            stages:
              one:
                kind: exec
                matrix: {seed: [1]}
                with: {command: [sh, -c, 'echo ${seed} > a.txt']}
                outputs: {a: a.txt}
              two:
                kind: exec
                matrix: {decay: [0, 1], seed: [1, 2]}
                with: {command: [sh, -c, 'echo ${seed} ${decay} > a.txt']}
                outputs: {a: a.txt}
            """
        ])
        #expect(try project.run("run", "two@seed=1").output.hasPrefix("two@seed=1: 2 built in "))
        #expect(try project.run("run", "one").status == 0)
        #expect(try project.run("show", "one").output.hasPrefix("one@seed=1 (exec), fresh\n"))
        #expect(try project.run("log", "one").status == 0)
        #expect(try project.run("history", "two@seed=1,decay=0").output.contains("  built  "))
        let several = try project.run("show", "two@seed=2")
        #expect(several.status == 2)
        #expect(
            several.errors == """
                error: 'two@seed=2' is not one stage; it names two@decay=0,seed=2, \
                two@decay=1,seed=2

                """)
    }
}
