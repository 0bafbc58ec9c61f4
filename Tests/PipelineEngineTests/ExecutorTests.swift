import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ExecutorTests {
    @Test("a chain runs once; the second run executes nothing and keeps no record")
    func runsOnce() async throws {
        let project = try TemporaryProject()
        try project.write("data/raw.txt", "b\na\n")
        project.stage("sort", "sort ${inputs.raw} > ${outputs.out}", inputs: ["raw": "file:data/raw.txt"])
        project.stage("count", "wc -l < ${inputs.lines} > ${outputs.out}", inputs: ["lines": "sort.out"])
        let first = try await project.run()
        #expect(first.report.outcome == .succeeded)
        #expect(first.started == ["sort", "count"])
        #expect(first.report.isRecorded)
        let second = try await project.run()
        #expect(second.started.isEmpty)
        #expect(second.report.record.counts.reused == 2)
        #expect(!second.report.isRecorded)
    }
}
