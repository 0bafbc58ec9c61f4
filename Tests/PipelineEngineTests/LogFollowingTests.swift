import Dispatch
import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

/// What a command writes, seen while it runs.
@Suite struct LogFollowingTests {
    @Test("a log is followed line by line until the run is over")
    func follows() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        try project.write("a.log", "one\ntw")
        let path = project.path("a.log")
        let space = project.space
        let begun = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let lock = try? RunLock.acquire(space, command: "test")
            begun.signal()
            usleep(300_000)
            try? OpenFile(path, flags: O_WRONLY | O_APPEND).write(Array("o\nthree".utf8))
            withExtendedLifetime(lock) {}
        }
        begun.wait()
        var lines: [String] = []
        try LogFollower(path, in: space).follow { lines.append($0) }
        #expect(lines == ["one", "two", "three"])
    }

    @Test("the last line of a command's log is told as its progress, once a second at most")
    func saidLine() throws {
        let project = try TemporaryProject()
        let log = try StageLog(path: project.path("a.log"), heading: ["stage"])
        var said = SaidLine(log)
        func write(_ text: String) throws {
            try OpenFile(log.path, flags: O_WRONLY | O_APPEND).write(Array(text.utf8))
        }
        #expect(said.newest(at: 0) == nil)
        try write("epoch 1\n\n")
        #expect(said.newest(at: 1) == "epoch 1")
        try write("10 %\r20 %\r")
        #expect(said.newest(at: 1.5) == nil)
        #expect(said.newest(at: 2) == "20 %")
        #expect(said.newest(at: 3) == nil)
        try write(String(repeating: "x", count: 10_000))
        #expect(said.newest(at: 4) == String(repeating: "x", count: 200))
    }

    @Test("a command that tells no progress has its last line as the message of its progress")
    func message() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo working; sleep 0.5; echo 1 > ${outputs.out}")
        let run = try await project.run()
        let messages = run.events.compactMap { event in
            if case .stageProgress(_, let fraction, let message) = event.change {
                fraction == nil ? message : "fraction"
            } else {
                nil
            }
        }
        #expect(messages == ["working"])
    }
}
