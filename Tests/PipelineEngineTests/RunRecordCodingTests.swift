import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct RunRecordCodingTests {
    private let digest = Digest(of: Array("x".utf8))

    private func record(_ stages: [RunRecord.StageOutcome]) -> RunRecord {
        var counts = StageCounts()
        counts.reused = stages.count
        return RunRecord(
            run: "r", pipeline: "p", profile: "default", results: "default", targets: ["all"],
            startedAt: "a", finishedAt: "b", wallSeconds: 1.5, outcome: "succeeded",
            counts: counts, host: ["cpu": "none"], stages: stages, published: ["f"],
            unpublished: [])
    }

    private func reused(_ name: String, outputs: [String] = ["out"]) -> RunRecord.StageOutcome {
        RunRecord.StageOutcome(
            stage: name, outcome: "reused", fingerprint: digest,
            outputs: outputs.map {
                RunRecord.Output(name: $0, kind: .folder, digest: digest, bytes: 4096)
            })
    }

    @Test(
        "the line of a fresh stage is what the general encoder makes of it, and is read as well",
        arguments: [
            ("s1", ["out"]), ("train@seed=1,width=2", ["a", "b", "c"]), ("ÄÖ/é", ["ø"]),
            ("none", []),
        ])
    func reusedStage(name: String, outputs: [String]) throws {
        let stage = reused(name, outputs: outputs)
        var line: [UInt8] = []
        let isAppended = ReusedStageLine.append(stage, to: &line)
        #expect(isAppended)
        #expect(line == (try RecordCoding.encode(stage, pretty: false)))
        #expect(ReusedStageLine.stage(line.dropLast()[...]) == stage)
    }

    @Test("a record comes back as it was, whatever its stages are")
    func roundTrip() throws {
        var built = reused("built")
        built.outcome = "built"
        built.startedAt = "t"
        built.usage = ResourceUsage(wallSeconds: 2)
        built.reasons = ["never run"]
        var skipped = reused("skipped")
        (skipped.outcome, skipped.fingerprint, skipped.outputs) = ("skipped", nil, nil)
        let record = record([
            reused("a"), built, reused("with \"quotes\" and \\ and \n"), skipped, reused("z"),
        ])
        let content = try RunRecordCoding.encode(record)
        #expect(content.count { $0 == UInt8(ascii: "\n") } == 6)
        #expect(try RunRecordCoding.decode(content) == record)
        #expect(try RunRecordCoding.decodeHead(content).outcome == "succeeded")
    }

    @Test("a record that was cut is none, wherever it was")
    func cut() throws {
        let content = try RunRecordCoding.encode(record([reused("a"), reused("b"), reused("c")]))
        let lines = content.split(separator: UInt8(ascii: "\n"))
        for length in [0, lines[0].count, content.count - lines[3].count - 1, content.count - 9] {
            #expect(throws: (any Error).self) {
                try RunRecordCoding.decode(Array(content.prefix(length)))
            }
        }
    }
}
