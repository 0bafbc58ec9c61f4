import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// What a stage is given, and what happens when it takes more.
@Suite struct ResourceTests {
    @Test("a stage sees its graphics processors and no others")
    func gpus() async throws {
        let project = try TemporaryProject()
        let line = "echo \"<$CUDA_VISIBLE_DEVICES>\" > ${outputs.out}"
        project.stage("none", line)
        project.stage("two", line + " # not the same stage", resources: Stage.Resources(gpus: 2))
        project.figure("f", [("none.txt", "none.out"), ("two.txt", "two.out")])
        try await project.run(resources: MachineResources(cores: 2, gpus: ["4", "7", "9"]))
        #expect(try project.read("results/default/none.txt") == "<>\n")
        #expect(try project.read("results/default/two.txt") == "<4,7>\n")
    }

    @Test(
        "the variable is read as CUDA reads it",
        arguments: [("-1", []), ("3,-1,5", ["3"]), ("3,3,1", ["3", "1"]), ("", [])])
    func visibleDevices(value: String, devices: [String]) {
        #expect(
            GraphicsProcessors.present(environment: ["CUDA_VISIBLE_DEVICES": value]) == devices)
    }

    @Test("a stage that wants more graphics processors than there are fails before it starts")
    func tooFewGPUs() async throws {
        let project = try TemporaryProject()
        project.environment = ["CUDA_VISIBLE_DEVICES": "0"]
        project.stage("greedy", "true", resources: Stage.Resources(gpus: 2))
        project.stage("after", "true", inputs: ["x": "greedy.out"])
        let run = try await project.run()
        #expect(
            run.report.failures.map(\.cause) == [
                """
                it asks for 2 in resources.gpu, and there are 1 here (CUDA_VISIBLE_DEVICES names \
                them where it is set)
                """
            ])
        #expect(run.started == [])
        #expect(run.outcome("after") == "skipped")
    }

    @Test("a stage that takes more memory than it may is ended and told so")
    func memoryLimit() async throws {
        let project = try TemporaryProject()
        project.stage(
            "greedy", "head -c 200000000 /dev/zero | tail -c 150000000 > ${outputs.out}",
            resources: Stage.Resources(memoryBytes: 40_000_000))
        let run = try await project.run()
        let cause = try #require(run.report.failures.first?.cause)
        #expect(cause.hasPrefix("it exceeded its memory limit of 40 MB, peak "))
        #expect(cause.hasSuffix("MB; raise resources.memory"))
    }

    @Test("a command that outlives the process which wanted too much is ended as well")
    func memoryLimitOfDescendant() async throws {
        let project = try TemporaryProject()
        project.stage(
            "pool",
            "head -c 200000000 /dev/zero | tail -c 150000000 > part; sleep 600; echo > ${outputs.out}",
            resources: Stage.Resources(memoryBytes: 40_000_000))
        let run = try await project.run()
        let failure = try #require(run.report.failures.first)
        #expect(failure.cause.hasPrefix("it exceeded its memory limit of 40 MB, peak "))
        // As the guard has measured it: other tests may keep this one from going on.
        #expect(try #require(failure.usage).wallSeconds < 300)
    }

    @Test("a stage below its limit is left alone, and its peak is known")
    func belowLimit() async throws {
        let project = try TemporaryProject()
        project.stage(
            "modest", "head -c 20000000 /dev/zero | tail -c 15000000 > ${outputs.out}",
            resources: Stage.Resources(memoryBytes: 2_000_000_000))
        let run = try await project.run()
        #expect(run.report.failures == [])
        #expect((run.report.record.stages[0].usage?.peakBytes ?? 0) > 15_000_000)
    }

    @Test("the guard's own watching, where the kernel sets no limit, does the same")
    func watching() async throws {
        let project = try TemporaryProject()
        let log = try OpenFile(project.path("log"), flags: O_WRONLY | O_CREAT)
        let guards = GuardService(program: TemporaryProject.programs.guardProgram)
        let report = try await guards.run(
            ["/bin/sh", "-c", "head -c 200000000 /dev/zero | tail -c 150000000 | sleep 5"],
            options: ["--grace", "1", "--memory", "40000000", "--watch-memory", "yes"],
            in: project.path("."), environment: ["PATH": ChildEnvironment.path],
            log: log.descriptor, patience: 60
        ) {}
        #expect(report?.ending == .signal(SIGKILL))
        #expect(report?.memoryExceeded == true)
        #expect((report?.usage.peakBytes ?? 0) > 40_000_000)
        #expect((report?.usage.wallSeconds ?? 9) < 4)
    }
}
