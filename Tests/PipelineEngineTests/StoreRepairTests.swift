import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// Objects that a disk or a person has spoilt are found, set aside and made again.
@Suite struct StoreRepairTests {
    private let project: TemporaryProject
    private let store: ArtifactStore

    init() throws {
        project = try TemporaryProject()
        store = ArtifactStore(root: project.space.storeFolder)
    }

    /// Changes an object's bytes, and leaves its size and its seal as they were.
    private func spoil(_ text: String) throws {
        let digest = Digest(of: Array(text.utf8))
        let path = store.path(of: digest)
        try FileTree.setMode(path, 0o644)
        try OpenFile(path, flags: O_WRONLY).write([UInt8(ascii: "#")])
        try FileTree.setModified(path, nanoseconds: ArtifactStore.seal)
    }

    @Test("damage to a large input is found before it is used, whatever its size")
    func largeInput() async throws {
        let content = String(repeating: "0123456789abcde\n", count: 1 << 19)
        project.stage(
            "make", "yes 0123456789abcde | head -c \(content.utf8.count) > ${outputs.out}")
        for name in ["one", "two"] {
            project.stage(
                name, "head -c 8 ${inputs.x} > ${outputs.out}; : \(name)", inputs: ["x": "make.out"]
            )
        }
        project.figure("f", [("one.txt", "one.out"), ("two.txt", "two.out")])
        try await project.run(["make"])
        try spoil(content)
        let run = try await project.run(jobs: 1)
        #expect(run.started == ["one", "make", "one", "two"])
        #expect(try project.read("results/default/one.txt") == "01234567")
    }

    @Test("an input whose damage shows in no time stamp is found on use, and its stage runs again")
    func damagedInput() async throws {
        project.stage("make", "echo precious > ${outputs.out}")
        project.stage("other", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "make.out"])
        project.stage(
            "use", "cat ${inputs.x} ${inputs.y} > ${outputs.out}",
            inputs: ["x": "make.out", "y": "other.out"])
        project.figure("f", [("use.txt", "use.out")])
        try await project.run(["make"])
        try spoil("precious\n")
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(run.started == ["other", "make", "other", "use"])
        #expect(try project.read("results/default/use.txt") == "precious\nprecious\n")
        let aside = try FileTree.names(in: store.damagedFolder)
        #expect(aside.count == 1)
        #expect(
            run.notes == [
                """
                make.out was damaged in the store and lies now in \
                '\(store.damagedFolder)/\(aside.first ?? "")'; it is made again
                """
            ])
    }

    @Test("what is about to be published is proven first, and a plan knows what the run will do")
    func damagedPublication() async throws {
        project.stage("make", "echo precious > ${outputs.out}")
        project.stage(
            "many", "mkdir parts; echo a > parts/a", outputs: ["parts": "parts/"])
        project.figure("f", [("make.txt", "make.out"), ("parts", "many.parts")])
        try await project.run()
        try spoil("precious\n")
        try spoil("a\n")
        // What lies there already is as it was made, and nobody needs the objects.
        #expect(try project.reader().plan().isFresh)
        try FileTree.remove(project.path("results/default/make.txt"))
        try FileTree.remove(project.path("results/default/parts/a"))
        let planned = try project.reader().plan().stages.map(\.state)
        let damaged = [("out", "make"), ("parts", "many")].map { output, _ in
            PlannedStage.State.stale([.artifactUnusable(output: output, problem: .changed)])
        }
        #expect(planned == damaged)
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(Set(run.started) == ["make", "many"])
        #expect(try project.read("results/default/make.txt") == "precious\n")
        #expect(try project.read("results/default/parts/a") == "a\n")
        #expect(try FileTree.names(in: store.damagedFolder).count == 2)
    }

    @Test("stages that wait for another one still wait after an input was made again")
    func waitingConsumers() async throws {
        project.stage("make", "echo precious > ${outputs.out}")
        project.stage("slow", "sleep 0.3; echo slow > ${outputs.out}")
        project.stage("first", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "make.out"])
        project.stage(
            "both", "cat ${inputs.x} ${inputs.y} > ${outputs.out}",
            inputs: ["x": "make.out", "y": "slow.out"])
        project.figure("f", [("both.txt", "both.out")])
        try await project.run(["make"])
        try spoil("precious\n")
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        // It may have started once in vain, when the other stage was the quicker one.
        #expect(run.outcome("both") == "built")
        #expect(try project.read("results/default/both.txt") == "precious\nslow\n")
    }

    @Test("damage that many consumers come upon is mended once", arguments: [1, 4])
    func manyConsumers(jobs: Int) async throws {
        project.stage("src", "echo precious > ${outputs.out}")
        for number in 1...4 {
            project.stage(
                "c\(number)", "cat ${inputs.x} > ${outputs.out}; echo \(number) >> out.txt",
                inputs: ["x": "src.out"])
        }
        try await project.run(["src"])
        try spoil("precious\n")
        let run = try await project.run(jobs: jobs)
        #expect(run.report.outcome == .succeeded)
        #expect(run.started.count { $0 == "src" } == 1)
        #expect(run.report.record.counts.built == 5)
        let next = try await project.run(jobs: jobs)
        #expect(next.started == [])
    }

    @Test(
        "where the bytes come out otherwise, all consumers are made from the new ones",
        arguments: [1, 4])
    func otherBytes(jobs: Int) async throws {
        try project.write("content.txt", "first\n")
        // What it reads by an absolute path stands for a random seed.
        project.stage("src", "cat \(project.path("content.txt")) > ${outputs.out}")
        for number in 1...4 {
            project.stage(
                "c\(number)", "cat ${inputs.x} > ${outputs.out}; echo \(number) >> out.txt",
                inputs: ["x": "src.out"])
        }
        project.stage("sum", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "c4.out"])
        project.figure("f", [("c4.txt", "c4.out"), ("sum.txt", "sum.out")])
        try await project.run(["src", "f"])
        #expect(try project.read("results/default/sum.txt") == "first\n4\n")
        try spoil("first\n")
        try project.write("content.txt", "second\n")
        let run = try await project.run(
            ["src", "c1", "c2", "c3", "f"], jobs: jobs, keepGoing: true)
        #expect(run.report.outcome == .succeeded)
        #expect(run.started.count { $0 == "src" } == 1)
        #expect(try project.read("results/default/c4.txt") == "second\n4\n")
        #expect(try project.read("results/default/sum.txt") == "second\n4\n")
        let next = try await project.run(["src", "c1", "c2", "c3", "f"], jobs: jobs)
        #expect(next.started == [])
    }

    @Test("an input that is damaged again and again ends the run with a message")
    func hopeless() async throws {
        project.stage("make", "echo precious > ${outputs.out}")
        project.stage("use", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "make.out"])
        let run = try await project.run { event in
            guard case .stageFinished("make", _, _) = event.change else { return }
            #expect(throws: Never.self) { try spoil("precious\n") }
        }
        #expect(run.started.count { $0 == "make" } == 3)
        #expect(
            run.report.failures.map(\.cause) == [
                """
                what make makes is damaged in the store again and again; is the disk in order? try \
                nrc-pipe verify --store
                """
            ])
        // It never came to start.
        #expect(run.report.failures.map(\.logPath) == [nil])
    }

    @Test("the whole store is hashed: damaged objects are set aside, missing ones told")
    func check() async throws {
        project.stage("a", "echo one > ${outputs.out}")
        project.stage(
            "b", "mkdir p; echo two > p/two; echo three > p/three", outputs: ["parts": "p/"])
        try await project.run()
        #expect(try StoreCheck.run(project.space).findings == [])
        try spoil("one\n")
        try FileTree.remove(store.path(of: Digest(of: Array("two\n".utf8))))
        let check = try StoreCheck.run(project.space)
        // Without the one that is missing: one, three and the folder's listing.
        #expect(check.objectCount == 3)
        #expect(check.findings.map(\.artifacts) == [["a.out"], ["b.parts"]])
        #expect(check.findings.map(\.problem) == [.changed, .missing])
        #expect(check.findings[0].movedTo?.hasPrefix("\(store.damagedFolder)/") == true)
        let run = try await project.run()
        #expect(run.started.sorted() == ["a", "b"])
        #expect(try StoreCheck.run(project.space).findings == [])
    }
}
