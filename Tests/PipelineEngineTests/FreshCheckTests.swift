import Glibc
import Testing

@testable import PipelineEngine

/// The instant verdict "nothing to do" against everything that must end it.
@Suite struct FreshCheckTests {
    private let project: CachedProject

    init() throws { project = try CachedProject() }

    /// Runs to the end and makes sure that there is a verdict to be ended.
    private func settle() async throws {
        #expect(try await project.run().outcome == .succeeded)
        #expect(try project.known() != nil)
    }

    /// Changes a file's bytes where they are, leaving size and modification time as they were.
    private func overwrite(_ path: String, _ text: String) throws {
        let before = try #require(try FileStatus.following(path)).identity
        try OpenFile(path, flags: O_WRONLY).write(Array(text.utf8))
        try FileTree.setModified(path, nanoseconds: before.modifiedNanoseconds)
    }

    @Test("after a run there is nothing to do, and that is told with what the run would tell")
    func summary() async throws {
        #expect(try project.known() == nil)
        try await settle()
        #expect(
            try project.known()
                == FreshSummary(
                    pipeline: "cached", profile: "default",
                    definitions: ["copy", "say"].map { .init(name: $0, stageCount: 1) },
                    figures: ["fig"], publishedLines: ["results/default/copy.txt"],
                    warnings: CompiledPipeline.Warnings()))
        #expect(try project.plansNothing())
    }

    @Test("a status needs no lock and tells of the run that goes on")
    func status() async throws {
        try await settle()
        let check = FreshCheck(
            project.source, targets: project.targets, environment: project.files.environment,
            program: project.program)
        let status = try whileLocked { try check.status() }
        #expect(status?.summary.stageCount == 2)
        #expect(status?.lastRun?.outcome == "succeeded")
        #expect(status?.runningHolder?.pid == getpid())
        #expect(try check.status()?.runningHolder == nil)
    }

    private func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try RunLock.acquire(project.space, command: "other")
        return try withExtendedLifetime(lock) { try body() }
    }

    @Test("warnings are told again, in colour and without")
    func warnings() async throws {
        try project.write(CachedProject.yaml.replacing("word: hello", with: "word: a, b: 1"))
        try await settle()
        let warnings = try #require(try project.known()).warnings
        #expect(warnings.plain.contains("'b'"))
        #expect(warnings.coloured.contains("\u{1B}["))
        #expect(try project.opened().pipeline.warnings == warnings)
    }

    @Test("an input of the same size with its time set back ends the verdict")
    func stealthyInput() async throws {
        try await settle()
        try overwrite(project.files.path("data/in.txt"), "two\n")
        #expect(try project.known() == nil)
        #expect(try await project.run().record.counts.built == 2)
    }

    @Test("a file that is old enough is told by stat alone, and by every part of it")
    func statAlone() async throws {
        try await settle()
        // As if it had been hashed long after it was written, and as something else.
        func pretend() throws {
            try alterStamp { stamp in
                let path = project.files.path("data/in.txt")
                let identity = try #require(try FileStatus.ofLink(at: path)).identity
                stamp.files[0].entry = StatCache.Entry(
                    identity: identity, digest: Digest(of: [1]),
                    hashedAtNanoseconds: identity.changedNanoseconds + 3_000_000_000)
            }
        }
        try pretend()
        #expect(try project.known() != nil)
        try overwrite(project.files.path("data/in.txt"), "one\n")
        #expect(try project.known() == nil)
        try pretend()
        #expect(try project.known() != nil)
        try project.files.write("data/copy.txt", "one\n", age: 60)
        try FileTree.rename(
            project.files.path("data/copy.txt"), to: project.files.path("data/in.txt"))
        #expect(try project.known() == nil)
    }

    @Test("an input that another file was renamed over ends the verdict")
    func renamedInput() async throws {
        try await settle()
        try project.files.write("data/other.txt", "two\n", age: 60)
        try FileTree.rename(
            project.files.path("data/other.txt"), to: project.files.path("data/in.txt"))
        #expect(try project.known() == nil)
    }

    @Test("an input that is written in the tick of its hashing ends the verdict")
    func racyInput() async throws {
        try project.files.write("data/in.txt", "one\n")
        try await settle()
        // As if the file system had given the later write the same times and inode.
        try OpenFile(project.files.path("data/in.txt"), flags: O_WRONLY).write(Array("two\n".utf8))
        try alterStamp { stamp in
            let status = try #require(
                try FileStatus.following(project.files.path("data/in.txt")))
            stamp.files[0].entry.identity = status.identity
        }
        #expect(try project.known() == nil)
    }

    @Test("a racy input that did not change is read once more and trusted when it is old enough")
    func agedInput() async throws {
        try project.files.write("data/in.txt", "one\n")
        try await settle()
        #expect(try project.plansNothing())
        #expect(try project.known() != nil)
    }

    @Test(
        "an input whose times lie in the future of its hashing is read, as after a clock was set back"
    )
    func clockSetBack() async throws {
        try await settle()
        try alterStamp { stamp in
            stamp.files[0].entry.hashedAtNanoseconds =
                stamp.files[0].entry.identity.changedNanoseconds - 3_600_000_000_000
            stamp.files[0].entry.digest = Digest(of: Array("two\n".utf8))
        }
        #expect(try project.known() == nil)
    }

    @Test("an input that may be executed from now on ends the verdict")
    func executable() async throws {
        try await settle()
        try FileTree.setMode(project.files.path("data/in.txt"), 0o755)
        #expect(try project.known() == nil)
        #expect(try !project.plansNothing())
    }

    @Test("an input behind a link ends the verdict, and one out of the project is refused")
    func linked() async throws {
        try await settle()
        let outside = try TemporaryProject()
        try FileTree.rename(project.files.path("data"), to: outside.path("data"))
        try FileTransfer.symbolicLink(
            to: outside.path("data"), at: project.files.path("data"))
        #expect(try project.known() == nil)
        let refusal = await #expect(throws: UnusableInputs.self) { try await project.run() }
        #expect(
            refusal?.description.hasSuffix(
                "the project's file 'data/in.txt' is outside the project: a symbolic link leads "
                    + "there") == true)
    }

    @Test("an edited pipeline, another variable, other targets and another build end the verdict")
    func questions() async throws {
        try await settle()
        project.files.environment["CACHED_VARIABLE"] = "1"
        #expect(try project.known() == nil)
        project.files.environment["CACHED_VARIABLE"] = nil
        project.targets = ["copy"]
        #expect(try project.known() == nil)
        project.targets = []
        project.program = CachedProject.program(size: 2)
        #expect(try project.known() == nil)
        project.program = CachedProject.program(size: 1)
        #expect(try project.known() != nil)
        try project.write(CachedProject.yaml.replacing("hello", with: "world"))
        #expect(try project.known() == nil)
    }

    @Test("an artifact that is gone, changed or grown ends the verdict, one in a folder too")
    func artifacts() async throws {
        try await settle()
        let store = ArtifactStore(root: project.space.storeFolder)
        let digest = Digest(of: Array("one\n".utf8))
        let path = store.path(of: digest)
        try FileTree.setMode(path, 0o644)
        try OpenFile(path, flags: O_WRONLY).write(Array("two\n".utf8))
        #expect(try project.known() == nil)
        #expect(try await project.run().record.counts.built == 1)
        #expect(try project.known() != nil)
        try FileTree.setMode(path, 0o644)
        try OpenFile(path, flags: O_WRONLY | O_APPEND).write([1])
        try FileTree.setModified(path, nanoseconds: ArtifactStore.seal)
        #expect(try project.known() == nil)
        try await project.run()
        try FileTree.remove(path)
        #expect(try project.known() == nil)
        try await project.run()
        let listings = try FileTree.names(in: project.space.storeFolder).filter { $0.count == 2 }
            .flatMap { folder in
                try FileTree.names(in: "\(project.space.storeFolder)/\(folder)")
                    .map { "\(project.space.storeFolder)/\(folder)/\($0)" }
            }.filter { $0 != path }
        for listing in listings { try FileTree.remove(listing) }
        #expect(!listings.isEmpty)
        #expect(try project.known() == nil)
    }

    @Test("a published file that was changed, removed or replaced ends the verdict")
    func publications() async throws {
        let path = project.files.path("results/default/copy.txt")
        try await settle()
        try overwrite(path, "two\n")
        #expect(try project.known() == nil)
        #expect(try await project.run().published == ["results/default/copy.txt"])
        #expect(try project.known() != nil)
        try FileTree.remove(path)
        #expect(try project.known() == nil)
        try await project.run()
        try FileTree.remove(path)
        try FileTransfer.symbolicLink(to: project.files.path("data/in.txt"), at: path)
        #expect(try project.known() == nil)
    }

    @Test("a state that is gone, damaged or changed ends the verdict, so that status says the same")
    func state() async throws {
        try await settle()
        let path = project.space.databasePath
        try FileTree.rename(path, to: "\(path).kept")
        #expect(try project.known() == nil)
        #expect(try !project.plansNothing())
        // Back in its place: moving it has changed its times.
        try FileTree.rename("\(path).kept", to: path)
        #expect(try project.known() == nil)
        #expect(try await project.run().record.counts.built == 0)
        #expect(try project.known() != nil)
        try OpenFile(path, flags: O_WRONLY).write(Array("no database".utf8))
        #expect(try project.known() == nil)
    }

    @Test("whoever changes the state takes all verdicts back, those of other targets too")
    func otherRuns() async throws {
        project.targets = ["copy"]
        try await settle()
        project.targets = []
        #expect(try await project.run().record.counts.built == 1)
        project.targets = ["copy"]
        #expect(try project.known() == nil)
        #expect(try await project.run().record.counts.built == 0)
        #expect(try project.known() != nil)
    }

    @Test("what a killed run has left behind is for a whole run to remove")
    func leftovers() async throws {
        try await settle()
        try FileTree.createFolder("\(project.space.scratchFolder)/left")
        #expect(try project.known() == nil)
        try await project.run()
        #expect(try project.known() != nil)
        #expect(try FileTree.names(in: project.space.scratchFolder).isEmpty)
    }

    @Test("a failed run leaves no verdict")
    func failed() async throws {
        try project.write(CachedProject.yaml.replacing("mkdir parts", with: "exit 1"))
        #expect(try await project.run().outcome == .failed)
        #expect(try project.known() == nil)
    }

    @Test("a stamp that is cut or changed counts as absent")
    func damaged() async throws {
        try await settle()
        let path = try project.cacheFile(in: project.space.freshStampFolder)
        let whole = try FileContent.read(path)
        var flipped = whole
        flipped[whole.count - 20] ^= 1
        for content in [[], Array(whole.dropLast()), flipped] {
            try FileContent.replace(path, with: content)
            #expect(try project.known() == nil)
        }
    }

    @Test("while another run goes on, nothing is told but that")
    func locked() async throws {
        try await settle()
        let lock = try RunLock.acquire(project.space, command: "another")
        withExtendedLifetime(lock) {
            _ = #expect(throws: LockHeld.self) { try project.known() }
        }
    }

    /// Rewrites the stamp as if it had been made otherwise.
    private func alterStamp(_ change: (inout FreshStamp) throws -> Void) throws {
        let path = try project.cacheFile(in: project.space.freshStampFolder)
        let name = FileTree.name(of: path)
        let key = try #require(Digest(hex: name))
        let file = CacheFile(folder: project.space.freshStampFolder, key: key)
        var reader = try #require(file.read())
        var stamp = try FreshStamp(from: &reader)
        try change(&stamp)
        #expect(file.write(stamp.encoded))
    }
}
