import Testing

@testable import PipelineEngine

@Suite struct NamingTests {
    @Test("log names are safe on any file system, and different stages never share one")
    func logNames() {
        #expect(StageLog.fileName("train@seed=1,arm=a-b") == "train@seed=1,arm=a-b.log")
        #expect(StageLog.fileName("x@p=../etc") == "x@p=..%2fetc.log")
        #expect(StageLog.fileName("x@p=a b") == "x@p=a%20b.log")
        let long = String(repeating: "n", count: 400)
        #expect(StageLog.fileName(long + "1").utf8.count <= 200)
        #expect(StageLog.fileName(long + "1") != StageLog.fileName(long + "2"))
    }

    @Test("time stamps are UTC with milliseconds, and runs sort by them")
    func times() {
        #expect(
            Clock.timestamp(wallNanoseconds: 1_763_682_551_123_999_999)
                == "2025-11-20T23:49:11.123Z")
        #expect(
            [0, -1, 951_782_399_000_000_000].map { Clock.timestamp(wallNanoseconds: $0) } == [
                "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "2000-02-28T23:59:59.000Z",
            ])
        for seconds: Int64 in [0, 951_782_399, 951_782_400, 1_763_682_551, 7_258_118_399] {
            let nanoseconds = seconds * 1_000_000_000 + 123_000_000
            let run = RunID.make(wallNanoseconds: nanoseconds)
            #expect(RunID.wallNanoseconds(of: run) == nanoseconds)
        }
        #expect(RunID.wallNanoseconds(of: "20251120T234911.123") == nil)
        #expect(RunID.wallNanoseconds(of: "99991120T234911.123Z-4f2a9c") == nil)
        #expect(RunID.wallNanoseconds(of: "2025-1-20T234911.123Z-4f2a9c") == nil)
        let run = RunID.make()
        #expect(run.wholeMatch(of: /\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}/) != nil)
    }

    @Test("words are quoted so that a shell reads them back")
    func quoting() {
        #expect(
            ShellQuoting.join(["a", "train@seed=1,arm=x", "b c", "", "it's", "$x"])
                == "a train@seed=1,arm=x 'b c' '' 'it'\\''s' '$x'")
    }
}
