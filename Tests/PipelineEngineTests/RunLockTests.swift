import Foundation
import Glibc
import Testing

@testable import PipelineEngine

@Suite struct RunLockTests {
    private let project: TemporaryProject

    init() throws {
        project = try TemporaryProject()
        try project.space.prepare()
    }

    @Test("a second runner is told who holds the lock; released, it is free")
    func twoHolders() throws {
        var lock: RunLock? = try RunLock.acquire(project.space, command: "nrc-pipe run fig8")
        let error = #expect(throws: LockHeld.self) {
            try RunLock.acquire(project.space, command: "other")
        }
        let holder = try #require(error?.holder)
        #expect(holder.pid == getpid())
        #expect(holder.command == "nrc-pipe run fig8")
        #expect(RunLock.holder(of: project.space) == holder)
        #expect(
            error?.description == """
                another run holds '\(project.space.lockPath)': process \(getpid()) of \
                \(holder.user) on \(holder.host), since \(holder.since): nrc-pipe run fig8
                """)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(RunLock.holder(of: project.space) == nil)
        _ = try RunLock.acquire(project.space, command: "third")
    }

    @Test("whoever asks for the holder at that moment does not keep a run from starting")
    func probe() throws {
        let path = project.space.lockPath
        // What `holder(of:)` does, for longer than it ever takes.
        let held = try OpenFile(path, flags: O_RDWR | O_CREAT)
        #expect(flock(held.descriptor, LOCK_SH | LOCK_NB) == 0)
        let descriptor = held.descriptor
        Thread.detachNewThread {
            usleep(50_000)
            _ = flock(descriptor, LOCK_UN)
        }
        _ = try RunLock.acquire(project.space, command: "run")
        withExtendedLifetime(held) {}
    }

    @Test("a holder that was killed leaves no lock")
    func killedHolder() async throws {
        let other = try TemporaryProject()
        let ready = other.path("pid")
        other.stage(
            "hold",
            "flock --no-fork \(project.space.lockPath) sleep 600 & echo $! > \(ready); wait $!")
        let space = project.space
        async let killing: Bool = {
            var isHeld = false
            for _ in 0..<1000 where !isHeld {
                isHeld = (try? RunLock.acquire(space, command: "probe")) == nil
                try await Task.sleep(for: .milliseconds(5))
            }
            let text = String(decoding: try FileContent.read(ready), as: UTF8.self)
            let pid = try #require(Int32(text.dropLast()))
            return isHeld && kill(pid, SIGKILL) == 0
        }()
        let run = try await other.run()
        #expect(try await killing)
        #expect(run.report.failures.map(\.cause) == ["it exited with code 137"])
        _ = try RunLock.acquire(project.space, command: "next")
    }
}
