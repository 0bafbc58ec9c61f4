import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// What a command finds in its scratch folder, and what may be in it afterwards.
@Suite struct StageContractTests {
    private func cause(_ project: TemporaryProject) async throws -> String? {
        try await project.run().report.failures.first?.cause
    }

    @Test("missing outputs are told with what was declared and what was written instead")
    func missingOutputs() async throws {
        let project = try TemporaryProject()
        try project.write("raw.txt", "x")
        project.stage(
            "bad", "mkdir sub; echo 1 > sub/otu.txt; echo 2 > made.txt; echo 3 > tmp/x",
            inputs: ["raw": "file:raw.txt"], outputs: ["made": "made.txt", "out": "out.txt"])
        #expect(
            try await cause(project) == """
                it ended without making out (out.txt); declared: made (made.txt), out (out.txt); \
                written instead: made.txt, sub/otu.txt
                """)
    }

    @Test("files that are not declared are an error; what lies below $TMPDIR or $HOME is not")
    func undeclaredOutputs() async throws {
        let project = try TemporaryProject()
        project.stage(
            "a",
            """
            echo 1 > ${outputs.out}; mkdir sub; echo 2 > other.txt; echo 3 > sub/7-x.tar.gz
            echo 4 > $TMPDIR/x; echo 5 > $HOME/y
            """, retries: 3)
        let run = try await project.run()
        #expect(
            run.report.failures.map(\.cause) == [
                """
                it wrote what it does not declare: other.txt, sub/7-x.tar.gz; add 'outputs: \
                {other: other.txt, 7_x: sub/7-x.tar.gz}' to the stage, or write it below $TMPDIR
                """
            ])
        #expect(run.started == ["a"])
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test("a link, a folder for a file and a file for a folder are no outputs")
    func unusableOutputs() async throws {
        let project = try TemporaryProject()
        project.stage("link", "ln -s /etc/passwd ${outputs.out}")
        #expect(
            try await cause(project)
                == "its output out cannot be kept: 'out.txt' is not a regular file")
        project.graph.stages = []
        project.stage("folder", "mkdir ${outputs.out}")
        #expect(
            try await cause(project)
                == "its output out cannot be kept: 'out.txt' is not a regular file")
        project.graph.stages = []
        project.stage("file", "echo > parts", outputs: ["parts": "parts/"])
        #expect(
            try await cause(project) == "its output parts cannot be kept: 'parts' is not a folder")
        project.graph.stages = []
        project.stage(
            "inside", "mkdir parts; ln -s x parts/link", outputs: ["parts": "parts/"])
        #expect(
            try await cause(project) == """
                its output parts cannot be kept: 'parts/link' is a symbolic link; outputs hold \
                files and folders only
                """)
    }

    @Test("a command sees project files under their paths and artifacts under their names")
    func layout() async throws {
        let project = try TemporaryProject()
        try project.write("data/raw.txt", "raw\n")
        try project.write("tools/run.sh", "#!/bin/sh\ncat \"$@\"\n")
        try FileTree.setMode(project.path("tools/run.sh"), 0o755)
        project.stage("a", "echo a > ${outputs.out}", outputs: ["out": "deep/a.txt"])
        project.stage("b", "echo b > ${outputs.out}", outputs: ["out": "deep/a.txt"])
        project.stage(
            "use",
            "./${inputs.tool} ${inputs.raw} ${inputs.one} ${inputs.many} > ${outputs.out};"
                + " ls -d data/* inputs/*/* tools/* >> ${outputs.out}",
            inputs: [
                "tool": "file:tools/run.sh", "raw": "file:data/raw.txt", "one": "a.out",
                "many": "a.out b.out",
            ], outputs: ["out": "made/here/out.txt"])
        project.figure("f", [("all.txt", "use.out")])
        try await project.run()
        #expect(
            try project.read("results/default/all.txt") == """
                raw
                a
                a
                b
                data/raw.txt
                inputs/many/a
                inputs/many/b
                inputs/one/a.txt
                tools/run.sh

                """)
    }

    @Test("what a command gathers lies in a folder for each instance, in the order of the axis")
    func gathered() async throws {
        let project = try TemporaryProject()
        for instance in ["seed=2,path=a/b", "seed=1,path=c d"] {
            project.stage(
                "train@\(instance)", "echo 1 > ${outputs.out}; echo 2 > ${outputs.again}",
                outputs: ["out": "x.txt", "again": "sub/x.txt"])
        }
        let one = "train@seed=2,path=a/b"
        // The helper of the tests separates sources by spaces.
        project.stage(
            "use", "printf '%s\\n' ${inputs.m} > ${outputs.out}", inputs: ["m": "\(one).out"])
        let last = project.graph.stages.count - 1
        project.graph.stages[last].inputs[0].isList = true
        project.graph.stages[last].inputs[0].sources = [
            .output(of: StageID(0), named: "out"), .output(of: StageID(1), named: "out"),
            .output(of: StageID(0), named: "again"),
        ]
        project.figure("f", [("use.txt", "use.out")])
        try await project.run()
        #expect(
            try project.read("results/default/use.txt") == """
                inputs/m/seed=2,path=a%2fb/x.txt
                inputs/m/seed=1,path=c%20d/x.txt
                inputs/m/seed=2,path=a%2fb+2/x.txt

                """)
    }

    @Test("renaming the stage that a command gathers from makes it no staler")
    func renamed() async throws {
        let project = try TemporaryProject()
        project.stage("a@seed=1", "echo 1 > ${outputs.out}")
        project.stage("use", "cat ${inputs.m} > ${outputs.out}", inputs: ["m": "a@seed=1.out"])
        project.graph.stages[1].inputs[0].isList = true
        try await project.run()
        project.graph.stages[0].name = "b@seed=1"
        project.graph.stages[0].definitionName = "b"
        #expect(try await project.run().started == [])
    }

    @Test("the program of a command is a fact of the record, and counts for nothing")
    func program() async throws {
        let project = try TemporaryProject()
        let elsewhere = try TemporaryProject()
        try elsewhere.write("tool", "#!/bin/sh\necho made > out.txt\n")
        try FileTree.setMode(elsewhere.path("tool"), 0o755)
        project.stage("a", "")
        project.graph.stages[0].parameters[0].value = .list([.text(elsewhere.path("tool"))])
        func provenance(_ run: ObservedRun) -> [String: String]? {
            run.report.record.stages[0].provenance
        }
        let first = try await project.run()
        let digest = Digest(of: Array("#!/bin/sh\necho made > out.txt\n".utf8))
        #expect(
            provenance(first) == ["program": elsewhere.path("tool"), "program_sha256": digest.hex])
        try elsewhere.write("tool", "#!/bin/sh\necho other > out.txt\n")
        try FileTree.setMode(elsewhere.path("tool"), 0o755)
        #expect(try await project.run().started == [])
        let second = try await project.run(force: true)
        let comparison = try project.reader().compare(first.report.record, second.report.record)
        let other = Digest(of: Array("#!/bin/sh\necho other > out.txt\n".utf8))
        let path = elsewhere.path("tool")
        #expect(comparison.stages.first?.programs?.first == "\(path) (\(digest.hex.prefix(12)))")
        #expect(comparison.stages.first?.programs?.second == "\(path) (\(other.hex.prefix(12)))")
    }

    @Test(
        "a command that may use the network does not run offline, unless that makes no difference")
    func offline() async throws {
        let project = try TemporaryProject()
        project.stage(
            "get", "echo made > ${outputs.out}",
            with: [
                Stage.Parameter(name: "network", value: .boolean(true), origin: .standard),
                Stage.Parameter(name: "works_offline", value: .boolean(false), origin: .standard),
            ], retries: 2)
        let refused = try await project.run(settings: ["offline": ["true"]])
        #expect(
            refused.report.failures.map(\.cause) == [
                """
                it may use the network, and this run is offline: what it makes without a network may \
                be something else, and would be kept; run it once online, or say 'works_offline: \
                true' beside 'network: true' if it makes the same
                """
            ])
        #expect(refused.report.failures.map(\.attempts) == [1])
        project.graph.stages[0].parameters[3].value = .boolean(true)
        #expect(project.graph.stages[0].worksOffline)
        #expect(try await project.run(settings: ["offline": ["true"]]).report.failures == [])
    }

    @Test("a failed stage's folder is kept when that is asked for, until the next run")
    func keptScratch() async throws {
        let project = try TemporaryProject()
        project.stage("bad", "echo half > half.txt; exit 3")
        let run = try await project.run(keepsScratch: true)
        let path = try #require(run.report.failures.first?.scratchPath)
        #expect(
            String(decoding: try FileContent.read("\(path)/half.txt"), as: UTF8.self) == "half\n")
        #expect(try await project.run().report.failures.map(\.scratchPath) == [nil])
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test("a word that is one reference to a list becomes as many words as the list has")
    func listWords() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo a > ${outputs.out}")
        project.stage("b", "echo b > ${outputs.out}")
        project.stage("cat", "", inputs: ["all": "a.out b.out"])
        let words = ["${inputs.all}", "--out=${outputs.out}", "-I${inputs.all}", "$${x}"]
        project.graph.stages[2].parameters[0].value = .list(words.map { .text($0) })
        let command = try CommandLineOfStage(
            project.graph.stages[2], inputs: ["all": ["x/0", "x/1"]], outputs: ["out": "o"])
        #expect(command.words == ["x/0", "x/1", "--out=o", "-Ix/0 x/1", "${x}"])
    }

    @Test("the environment is built: nothing of the runner's gets through that is not listed")
    func environment() async throws {
        let project = try TemporaryProject()
        project.environment = [
            "OPENBLAS_CORETYPE": "Prescott", "OMP_NUM_THREADS": "64", "SECRET": "x", "SEED": "7",
        ]
        project.stage(
            "env", "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort > ${outputs.out}",
            environment: ["SEED", "ABSENT"])
        project.figure("f", [("env.txt", "env.out")])
        try await project.run()
        let lines = try project.read("results/default/env.txt").split(separator: "\n")
        let names = lines.map { String($0.prefix { $0 != "=" }) }
        var expected = [
            "CUDA_VISIBLE_DEVICES", "HOME", "LANG", "NRC_PIPE_ATTEMPT", "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "SEED", "TMPDIR",
            "XDG_CACHE_HOME",
        ]
        let coreType = ChildEnvironment.coreType(processorFlags: Host.processorFlags())
        if let coreType {
            expected.append("OPENBLAS_CORETYPE")
            #expect(lines.contains("OPENBLAS_CORETYPE=\(coreType)"))
        }
        #expect(names.sorted() == expected.sorted())
        #expect(lines.contains("OMP_NUM_THREADS=1"))
        #expect(lines.contains("LANG=C.UTF-8"))
        #expect(lines.contains("SEED=7"))
    }

    #if arch(x86_64)
        @Test("the kernels of OpenBLAS depend on five processor flags and nothing else")
        func coreType() {
            let wide: Set<String> = [
                "avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl",
            ]
            #expect(ChildEnvironment.coreType(processorFlags: wide.union(["amx"])) == "SkylakeX")
            #expect(
                ChildEnvironment.coreType(processorFlags: wide.subtracting(["avx512cd"]))
                    == "Haswell")
            #expect(ChildEnvironment.coreType(processorFlags: []) == "Haswell")
        }
    #endif

    @Test("inputs are read-only, and a command that writes to one all the same fails")
    func inputOverwritten() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo precious > ${outputs.out}")
        project.stage(
            "b",
            """
            [ $(stat -c %a ${inputs.x}) = 444 ] && chmod u+w ${inputs.x}
            echo spoilt > ${inputs.x}; echo 1 > ${outputs.out}
            """, inputs: ["x": "a.out"])
        let clones = ArtifactStore.clonesFiles(in: "/tmp")
        let run = try await project.run()
        if clones {
            #expect(run.report.outcome == .succeeded)
        } else {
            #expect(
                run.report.failures.map(\.cause) == [
                    "it wrote to its input x, which it may only read"
                ])
        }
        // What it spoilt is never served: it is made again.
        project.graph.stages.removeLast()
        project.stage("c", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "a.out"])
        project.figure("f", [("c.txt", "c.out")])
        let again = try await project.run()
        #expect(again.started == (clones ? ["c"] : ["a", "c"]))
        #expect(try project.read("results/default/c.txt") == "precious\n")
    }

    @Test("a project file that changes while its stage runs fails the stage")
    func projectFileChanges() async throws {
        let project = try TemporaryProject()
        try project.write("raw.txt", "1\n", age: 10)
        project.stage(
            "a", "echo 2 >> \(project.path("raw.txt")); cp ${inputs.raw} ${outputs.out}",
            inputs: ["raw": "file:raw.txt"], retries: 3)
        let run = try await project.run()
        #expect(
            run.report.failures.map(\.cause) == [
                "the project's file 'raw.txt' was changed while the run went on; run again"
            ])
        #expect(run.started == ["a"])
    }

    @Test(
        "a project file that is touched, or saved again as it was, while its stage runs is no error"
    )
    func projectFileTouched() async throws {
        for line in ["touch", "cp --remove-destination raw.txt"] {
            let project = try TemporaryProject()
            try project.write("raw.txt", "1\n", age: 10)
            project.stage(
                "a", "\(line) \(project.path("raw.txt")); cp ${inputs.raw} ${outputs.out}",
                inputs: ["raw": "file:raw.txt"])
            try FileTree.setMode(project.path("raw.txt"), 0o444)
            #expect(try await project.run().report.failures == [])
        }
    }

    @Test("folders are kept whole, with their programs executable")
    func folders() async throws {
        let project = try TemporaryProject()
        project.stage(
            "make",
            """
            mkdir -p parts/sub; echo 1 > parts/a.txt; echo 2 > parts/sub/b.txt
            printf '#!/bin/sh\\necho ran\\n' > parts/run.sh; chmod 755 parts/run.sh
            """, outputs: ["parts": "parts/"])
        project.stage(
            "use",
            "(cd ${inputs.parts}; find . -type f | LC_ALL=C sort; ./run.sh) > ${outputs.out}",
            inputs: ["parts": "make.parts"])
        project.figure("f", [("use.txt", "use.out")])
        try await project.run()
        #expect(
            try project.read("results/default/use.txt")
                == "./a.txt\n./run.sh\n./sub/b.txt\nran\n")
    }
}
