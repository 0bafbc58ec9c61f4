import Foundation
import Testing

@Suite struct MainJobTests {
    private static let training = ["fig8-train@seed=1", "fig8-train@seed=2", "fig8-train@seed=3"]
    private static let measuring = [1, 2, 3].flatMap { seed in
        [3, 4].map { "fig8-measure@seed=\(seed),k=\($0)" }
    }

    @Test("a run makes every file of the figure, a second one nothing")
    func runsTwice() throws {
        let job = try MainJob()
        let first = try job.run()
        #expect(first.status == 0, "\(first.errors)")
        #expect(
            MainJob.built(first)
                == (["fig8-data", "fig8-draw"] + Self.measuring + Self.training).sorted())
        let results = try job.project.files(below: "results/quick+set")
        for name in ["pdf", "svg", "png", "data.json"] {
            #expect((results["figures/fig8.\(name)"]?.count ?? 0) > 1000, "\(name)")
        }
        #expect(results.keys.count { $0.hasPrefix("metrics/fig8/") } == 6)
        #expect(results.keys.count { $0.hasPrefix("figures/fig8/") } == 7)

        let second = try job.run()
        #expect(second.status == 0)
        #expect(second.errors == "")
        #expect(second.output.hasPrefix("fig8: nothing to do, 11 stages fresh\n"))
        #expect(try job.project.files(below: "results/quick+set") == results)
    }

    @Test("a changed weight decay runs what depends on it, changing it back runs nothing")
    func changesAreExact() throws {
        let job = try MainJob()
        #expect(try job.run().status == 0)
        let before = try job.project.files(below: "results")
        try job.edit("fig8_weight_decay: 1e-3", to: "fig8_weight_decay: 5e-4")

        let explained = try BuiltProgram.run(
            ["explain", "fig8-train@seed=1"] + MainJob.size, in: job.project.root)
        // Its first line ends with how long the stage took.
        #expect(explained.output.hasPrefix("fig8-train@seed=1 would run"))
        let lines = explained.output.split(separator: "\n").dropFirst().prefix(2)
        #expect(
            lines.joined(separator: "\n") == """
                    with.weight_decay: 0.001 → 0.0005, pipelines/deep-nrc/fig8.yaml:15
                    going back is free: what was made before is kept
                """)
        let changed = try job.run()
        #expect(
            MainJob.built(changed) == (["fig8-draw"] + Self.measuring + Self.training).sorted())

        try job.edit("fig8_weight_decay: 5e-4", to: "fig8_weight_decay: 1e-3")
        let back = try job.run()
        #expect(MainJob.built(back) == [])
        #expect(try job.project.files(below: "results") == before)
    }

    @Test("comments, the order of keys and other spellings of a number run nothing")
    func cosmeticEdits() throws {
        let job = try MainJob()
        #expect(try job.run().status == 0)
        try job.edit("fig8_weight_decay: 1e-3", to: "fig8_weight_decay: 0.001 # as before")
        try job.edit(
            "      layers: ${fig8_layers}\n      width: ${fig8_width}\n",
            to: "      width: ${fig8_width}\n\n      layers: ${fig8_layers}\n")
        let again = try job.run()
        #expect(again.output.hasPrefix("fig8: nothing to do"), "\(again.errors)")
    }

    @Test("artifacts are the same bytes whatever is exported, for any -j, in a clean project")
    func sameBytes() throws {
        let plain = try MainJob()
        #expect(try plain.run(["-j", "1"]).status == 0)
        let disturbed = try MainJob()
        let environment = [
            "OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "7", "OMP_NUM_THREADS": "5",
            "OPENBLAS_VERBOSE": "2", "GOTO_NUM_THREADS": "3", "LC_ALL": "de_DE.UTF-8",
            "TZ": "Asia/Tokyo",
        ]
        #expect(try disturbed.run(["-j", "4"], environment: environment).status == 0)
        let expected = try plain.project.files(below: "results")
        #expect(try disturbed.project.files(below: "results") == expected)
        let store = try plain.project.files(below: ".nrc-pipe/store")
        #expect(try disturbed.project.files(below: ".nrc-pipe/store") == store)
        #expect(!store.isEmpty)
    }

    @Test("profiles publish into folders of their own")
    func profilesStayApart() throws {
        let job = try MainJob()
        #expect(try job.run(["--profile", "paper", "--set", "fig8_seeds=[1]"]).status == 0)
        #expect(job.project.exists("results/paper+set/figures/fig8.png"))
        #expect(!job.project.exists("results/quick+set"))
        let data = try job.project.text("results/paper+set/figures/fig8.data.json")
        #expect(data.contains("\"profile\" : \"paper+set\""))
    }

    @Test("a trial with --set leaves no trace in what a plain run compares with")
    func trialsStayApart() throws {
        let project = try ScratchProject(pipelines: [
            "trial.yaml": """
            pipeline: {name: trial, schema: 1}
            parameters:
              word: plain
            stages:
              write:
                kind: exec
                with: {command: [sh, -c, "echo ${word} > out.txt"]}
                outputs: {text: out.txt}
            figures:
              fig:
                title: A word
                publish: {word.txt: write.text}
            """
        ])
        #expect(try project.run("run").status == 0)
        #expect(try project.run("run", "--set", "word=trial").status == 0)
        #expect(try project.text("results/default/word.txt") == "plain\n")
        #expect(try project.text("results/default+set/word.txt") == "trial\n")
        #expect(try project.run("explain").output == "Nothing would run: 1 stage fresh.\n")
        let other = try project.run("explain", "--set", "word=other").output
        // Beside the profile, not beside the last trial.
        #expect(other.contains("echo plain > out.txt"), "\(other)")
        #expect(other.contains("echo other > out.txt"), "\(other)")
    }
}
