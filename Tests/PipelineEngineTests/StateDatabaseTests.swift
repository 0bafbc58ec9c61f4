import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct StateDatabaseTests {
    @Test("a database that is no database is set aside with a message, and stages run again")
    func damagedFile() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        let path = project.space.databasePath
        try FileTree.remove(path)
        try OpenFile(path, flags: O_WRONLY | O_CREAT)
            .write([UInt8](repeating: 0x41, count: 10_000))
        let reader = try project.reader()
        #expect(
            reader.notices == [
                """
                the state '\(path)' is damaged (file is not a database) and counts as empty; the \
                next run sets it aside
                """
            ])
        #expect(try reader.plan().stages.map(\.state) == [.stale([.neverRun])])
        let run = try await project.run()
        #expect(run.started == ["a"])
        let notice = try #require(run.notices.first)
        #expect(
            notice.hasPrefix(
                "the state '\(path)' was damaged (file is not a database) and is now '\(path).damaged-"
            ))
        #expect(try await project.run().started.isEmpty)
    }

    @Test("a database with a damaged page is set aside when it is read")
    func damagedPages() async throws {
        let project = try TemporaryProject()
        for index in 0..<50 { project.stage("s\(index)", "echo \(index) > ${outputs.out}") }
        try await project.run()
        let path = project.space.databasePath
        let file = try OpenFile(path, flags: O_WRONLY)
        let size = try FileStatus.of(descriptor: file.descriptor, path: path).identity.size
        // All but the first page, which holds the header and the tables' names.
        try file.seek(to: 4096)
        try file.write([UInt8](repeating: 0xA5, count: Int(size) - 4096))
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(run.notices.count == 1)
    }

    /// Puts the user's version where the header keeps it, big-endian.
    private func setVersion(_ bytes: [UInt8], of project: TemporaryProject) throws {
        let file = try OpenFile(project.space.databasePath, flags: O_WRONLY)
        try file.seek(to: 60)
        try file.write(bytes)
    }

    @Test("a database of a version that never was is set aside")
    func impossibleVersion() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        try setVersion([0xff, 0xff, 0xff, 0xff], of: project)
        let run = try await project.run()
        #expect(run.notices.count == 1)
        #expect(run.notices.first?.contains("its format is -1, not 1") == true)
    }

    @Test("a newer program's database is refused and left as it is")
    func newerVersion() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        try setVersion([0, 0, 0, 99], of: project)
        let path = project.space.databasePath
        let content = try FileContent.read(path)
        let message = """
            the state '\(path)' has format 99, written by a newer nrc-pipe; this one knows \
            formats up to 1: use the newer one, or move the file away, after which stages run again
            """
        let runError = await #expect(throws: StateError.self) { try await project.run() }
        #expect(runError?.description == message)
        let readError = #expect(throws: StateError.self) { try project.reader() }
        #expect(readError?.description == message)
        #expect(try FileContent.read(path) == content)
    }

    @Test("a folder in the state's place is named, with what to do about it")
    func folderInPlace() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        let path = project.space.databasePath
        try FileTree.createFolder(path)
        let message = """
            cannot use the state '\(path)': it is a folder; see that it is a file that may be \
            written to and that the disk has room, or move it away, after which stages run again
            """
        let runError = await #expect(throws: StateError.self) { try await project.run() }
        #expect(runError?.description == message)
        let readError = #expect(throws: StateError.self) { try project.reader() }
        #expect(readError?.description == message)
    }

    /// The tables' root pages, in the order in which they are made; page 1 is the header.
    private enum Page: Int64, CaseIterable {
        case record = 2
        case detail, detailIndex, latest, file, published
    }

    private func damage(_ page: Page, of project: TemporaryProject) throws {
        let path = project.space.databasePath
        let file = try OpenFile(path, flags: O_WRONLY)
        // SQLite's pages are of 4096 bytes and counted from 1.
        try file.seek(to: (page.rawValue - 1) * 4096)
        try file.write([UInt8](repeating: 0xff, count: 4096))
    }

    @Test(
        "damage in any table costs at most a rerun",
        arguments: Page.allCases)
    private func damagedTable(page: Page) async throws {
        let project = try TemporaryProject()
        try project.write("raw.txt", "1", age: 10)
        project.stage("a", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "file:raw.txt"])
        project.stage("b", "echo b > ${outputs.out}")
        project.figure("fig", [("a.txt", "a.out")])
        try await project.run()
        try damage(page, of: project)
        try project.write("raw.txt", "2", age: 20)
        let reader = try project.reader()
        _ = try reader.explain(targets: [])
        let path = project.space.databasePath
        if page != .published, page != .detail {
            #expect(
                reader.notices == [
                    """
                    the state '\(path)' is damaged (database disk image is malformed) and counts \
                    as empty; the next run sets it aside
                    """
                ])
        }
        let run = try await project.run()
        #expect(run.report.outcome == .succeeded)
        #expect(run.started.contains("a"))
        #expect(try project.read("results/default/a.txt") == "2")
        #expect(run.notices.count == 1)
        #expect(
            run.notices.first?.hasPrefix(
                """
                the state '\(path)' was damaged (database disk image is malformed) and is now \
                '\(path).damaged-
                """) == true)
        #expect(try await project.run().started.isEmpty)
        #expect(try project.reader().notices.isEmpty)
    }

    @Test("what a run knew before it found damage is kept for the next one")
    func keepsWhatItKnew() async throws {
        let project = try TemporaryProject()
        try project.write("raw.txt", "1", age: 10)
        project.stage("a", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "file:raw.txt"])
        project.stage("b", "echo b > ${outputs.out}")
        project.stage("c", "echo c > ${outputs.out}")
        try await project.run()
        try damage(.detailIndex, of: project)
        try project.write("raw.txt", "2", age: 20)
        #expect(try await project.run(["a", "b"]).started == ["a"])
        #expect(try await project.run().started.isEmpty)
    }

    @Test("records read back as they were saved")
    func records() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        project.stage("a", "true")
        let manifest = Manifest(project.graph.stages[0], inputs: [], environment: [:])
        let record = StageRecord(
            fingerprint: manifest.fingerprint, manifest: manifest,
            outputs: [
                RecordedOutput(
                    name: "out",
                    artifact: Artifact(kind: .folder, digest: Digest(of: [1]), size: 1 << 40))
            ], stage: "a", run: "r1",
            usage: ResourceUsage(
                wallSeconds: 1.5, userSeconds: 0.25, systemSeconds: 0.125, peakBytes: 1 << 33),
            finishedAt: "2025-11-20T23:49:11.123Z", provenance: ["cpu_model": "x", "b": "ü"])
        let scope = StageScope(pipeline: "p", profile: "q")
        try database.save([record], scope: scope)
        #expect(try database.record(manifest.fingerprint) == record)
        #expect(try database.manifest(manifest.fingerprint) == manifest)
        let snapshot = try database.snapshot(pipeline: "p", profile: "q")
        #expect(snapshot.latest == ["a": manifest.fingerprint])
        #expect(
            snapshot.made == [
                manifest.fingerprint: MadeBefore(outputs: record.outputs, wallSeconds: 1.5)
            ])
        #expect(try database.snapshot(pipeline: "p", profile: "other").latest.isEmpty)
        #expect(try database.record(Digest(of: [9])) == nil)
    }
}
