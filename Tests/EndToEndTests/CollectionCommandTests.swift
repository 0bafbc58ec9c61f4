import Foundation
import Testing

@Suite struct CollectionCommandTests {
    private func project() throws -> ScratchProject {
        let project = try ScratchProject(pipelines: ["p.yaml": Self.pipeline("first")])
        #expect(try project.run("run").status == 0)
        try project.write(Self.pipeline("second"), to: "pipelines/p.yaml")
        #expect(try project.run("run").status == 0)
        return project
    }

    private static func pipeline(_ word: String) -> String {
        """
        pipeline: {name: p, schema: 1}
        profiles: {default: {}, other: {}}
        stages:
          a:
            kind: exec
            with: {command: [sh, -c, "echo \(word) > a.txt"]}
            outputs: {out: a.txt}
        figures:
          fig: {title: F, publish: {a.txt: a.out}}
        """
    }

    @Test("gc shows what it would free, frees it, and leaves nothing to rerun")
    func collection() throws {
        let project = try project()
        let dry = try project.run("gc", "--dry-run")
        #expect(dry.output == "  a  fig  1 object  6 B\nwould free 6 B; the store would be 7 B\n")
        #expect(try project.run("gc", "--keep-size", "1kB").output.hasPrefix("nothing to remove"))
        let done = try project.run("gc")
        #expect(done.output == "  a  fig  1 object  6 B\nfreed 6 B; the store is now 7 B\n")
        #expect(done.status == 0)
        #expect(try project.run("gc").output == "nothing to remove; the store has 7 B\n")
        #expect(try project.run("status", "--exit-code").status == 0)
    }

    @Test("gc --keep-runs keeps traces of the newest runs, of what is kept and of pinned runs")
    func oldRuns() throws {
        let project = try project()
        // The second run made what is fresh; the four after it make nothing.
        for _ in 0..<4 { #expect(try project.run("run", "--force", "a").status == 0) }
        func runs() throws -> [String] {
            try project.files(below: ".nrc-pipe/runs").keys.sorted().map { String($0.prefix(26)) }
        }
        let before = try runs()
        #expect(before.count == 6)
        #expect(try project.run("gc", "--pin", before[0]).status == 0)
        let dry = try project.run("gc", "-n", "--keep-runs", "2")
        #expect(dry.output.contains("(records and logs of runs)"))
        #expect(try runs() == before)
        #expect(try project.run("gc", "--keep-runs", "2").status == 0)
        #expect(try runs() == [before[0]] + before.suffix(2))
        let logged = Set(
            try project.files(below: ".nrc-pipe/logs/p/default").keys.map { String($0.prefix(26)) })
        #expect(logged == Set(try runs()))
        #expect(try project.run("log", "a").status == 0)
        #expect(try project.run("status", "--exit-code").status == 0)
        #expect(try project.run("gc", "--keep-runs", "0").status == 2)
    }

    @Test("of pipelines that cannot be read or planned, gc keeps what was made last, and says so")
    func unknownNeeds() throws {
        let project = try project()
        try project.write(Self.pipeline("third"), to: "pipelines/p.yaml")
        #expect(try project.run("run").status == 0)
        try project.write("pipeline: {name: q", to: "pipelines/deep/q.yaml")
        let broken = try project.run("gc", "--dry-run")
        #expect(broken.status == 0)
        #expect(broken.errors.contains("pipelines/deep/q.yaml:1"))
        #expect(
            broken.errors.hasSuffix(
                """
                warning: nobody knows what a pipeline needs that cannot be read, so what every \
                stage made last is kept; mend or remove it to free more

                """))
        #expect(
            broken.output == "  a  fig  2 objects  13 B\nwould free 13 B; the store would be 6 B\n")
        try project.write(
            """
            pipeline: {name: q, schema: 1}
            stages:
              a:
                kind: exec
                with: {command: [cp, absent.txt, b.txt]}
                inputs: {in: {file: absent.txt}}
                outputs: {out: b.txt}
            """, to: "pipelines/deep/q.yaml")
        let absent = try project.run("gc")
        #expect(absent.status == 0)
        #expect(
            absent.errors == """
                note: what the stages of q (default) made last is kept:
                  pipelines/deep/q.yaml:6:18: stage 'a', input 'in': the project's file 'absent.txt' does not exist

                """)
        #expect(absent.output.hasSuffix("freed 13 B; the store is now 6 B\n"))
    }

    @Test(
        "gc refuses options that mean nothing, a file that was named and is broken, and runs that are none"
    )
    func refusals() throws {
        let project = try project()
        try project.write("pipeline: {name: q", to: "q.yaml")
        let broken = try project.run("gc", "-f", "q.yaml")
        #expect(broken.status == 2)
        #expect(broken.errors.contains("q.yaml:1"))
        #expect(try project.run("gc", "--keep-size", "much").status == 2)
        let unknown = try project.run("gc", "--pin", "nonsense")
        #expect(unknown.status == 2)
        #expect(
            unknown.errors == """
                error: no run is named 'nonsense'; `nrc-pipe history` lists them, or say last or last~1

                """)
    }

    @Test("gc removes nothing where there is no pipeline that could need it")
    func noPipeline() throws {
        let project = try project()
        let pipelines = project.root.appendingPathComponent("pipelines")
        let elsewhere = project.root.appendingPathComponent("elsewhere")
        try FileManager.default.moveItem(at: pipelines, to: elsewhere)
        try FileManager.default.createDirectory(
            at: pipelines, withIntermediateDirectories: false)
        let before = try project.files(below: ".nrc-pipe/store")
        for arguments in [["gc"], ["gc", "--dry-run"]] {
            let refused = try BuiltProgram.run(arguments, in: project.root)
            #expect(refused.status == 2)
            #expect(
                refused.errors == """
                    error: there is no pipeline below pipelines/, so everything that was ever made \
                    would go; bring one back, name one with -f, or delete .nrc-pipe/ to forget it all

                    """)
        }
        #expect(try project.files(below: ".nrc-pipe/store") == before)
    }

    @Test("a run may be pinned by its age")
    func pinnedByAge() throws {
        let project = try project()
        let runs = try project.files(below: ".nrc-pipe/runs").keys.sorted().map {
            String($0.prefix(27))
        }
        #expect(try project.run("gc", "--pin", "last~1").output == "pinned \(runs[0])\n")
        #expect(
            try project.run("gc", "--unpin", "last~1").output == "no longer pinned: \(runs[0])\n")
        #expect(try project.run("gc", "--pin", "last~9").status == 2)
    }

    @Test("in this repository gc --dry-run works, absent example files or not")
    func thisRepository() throws {
        let project = try ScratchProject.ofThisRepository()
        let dry = try project.run("gc", "--dry-run")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(dry.output == "nothing to remove; the store has 0 B\n")
    }

    @Test("verify --store tells of damage with code 4, and the next run makes it again")
    func damage() throws {
        let project = try project()
        let whole = try project.run("verify", "--store")
        #expect(whole.status == 0)
        #expect(whole.output == "2 objects, 13 B: all as they were made\n")
        let store = project.root.appendingPathComponent(".nrc-pipe/store")
        for name in try FileManager.default.subpathsOfDirectory(atPath: store.path)
        where name.count == 65 {
            let file = store.appendingPathComponent(name)
            guard try Data(contentsOf: file) == Data("second\n".utf8) else { continue }
            let time = try FileManager.default.attributesOfItem(atPath: file.path)[
                .modificationDate]
            try FileManager.default.removeItem(at: file)
            try Data("sec0nd\n".utf8).write(to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: time ?? Date()], ofItemAtPath: file.path)
        }
        let damaged = try project.run("verify", "--store")
        #expect(damaged.status == 4)
        #expect(
            damaged.output.contains("  a.out  is damaged: its bytes have changed; it lies now in "))
        #expect(
            damaged.output.hasSuffix(
                "2 objects, 13 B: 1 damaged or missing; run makes them again\n"))
        #expect(try project.run("run").status == 0)
        #expect(try project.run("verify", "--store").status == 0)
    }
}
