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
