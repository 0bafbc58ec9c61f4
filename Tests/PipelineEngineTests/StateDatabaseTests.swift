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

    @Test("a database of another version is set aside")
    func otherVersion() async throws {
        let project = try TemporaryProject()
        project.stage("a", "echo 1 > ${outputs.out}")
        try await project.run()
        // The header keeps the user's version at offset 60, big-endian.
        let file = try OpenFile(project.space.databasePath, flags: O_WRONLY)
        try file.seek(to: 60)
        try file.write([0, 0, 0, 99])
        let run = try await project.run()
        #expect(run.notices.count == 1)
        #expect(run.notices.first?.contains("its format is 99, not 1") == true)
    }

    @Test("records read back as they were saved")
    func records() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        let database = try StateDatabase.openForWriting(project.space.databasePath) { _ in }
            .database
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
        try database.save(record, scope: scope)
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
