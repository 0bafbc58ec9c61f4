import GRDB
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct RecordWriterTests {
    private let project: TemporaryProject
    private let store: ArtifactStore
    private let scope = StageScope(pipeline: "test", profile: "default")

    init() throws {
        project = try TemporaryProject()
        try project.space.prepare()
        store = ArtifactStore(root: project.space.storeFolder)
    }

    private func entry(_ number: Int) throws -> RecordWriter.Entry {
        try project.write("made", "\(number)")
        let artifact = try store.ingestFile(project.path("made"), under: StoreLease(store))
        let stage = Stage(
            id: StageID(number), name: "s\(number)", definitionName: "s\(number)", kind: "exec",
            kindRevision: 1, runner: .command, parameters: [], inputs: [], outputs: [],
            location: TemporaryProject.place(number))
        var manifest = Manifest(stage, inputs: [], environment: [:])
        manifest.outputs = [Manifest.Output(name: "s\(number)", path: "out", format: "any")]
        return RecordWriter.Entry(
            stage: stage.id,
            record: StageRecord(
                fingerprint: manifest.fingerprint, manifest: manifest,
                outputs: [RecordedOutput(name: "out", artifact: artifact)], stage: stage.name,
                run: "run", usage: ResourceUsage(), finishedAt: "now", provenance: [:]))
    }

    /// Batches in the order in which they were written.
    private func write(
        _ entries: [RecordWriter.Entry], to database: StateDatabase
    ) async -> [(ids: [StageID], problem: String?)] {
        let (batches, post) = AsyncStream.makeStream(of: ([StageID], String?).self)
        let writer = RecordWriter(database: database, store: store, scope: scope) { ids, problem in
            post.yield((ids, problem.map { "\($0)" }))
        }
        for entry in entries { writer.add(entry) }
        var written: [(ids: [StageID], problem: String?)] = []
        for await batch in batches {
            written.append((batch.0, batch.1))
            if written.reduce(0, { $0 + $1.ids.count }) == entries.count { break }
        }
        return written
    }

    @Test("all records are written, in order, and told once they are in the database")
    func writes() async throws {
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        let entries = try (0..<200).map { try entry($0) }
        let batches = await write(entries, to: database)
        #expect(batches.flatMap(\.ids) == entries.map(\.stage))
        #expect(batches.allSatisfy { $0.problem == nil })
        // The first is on its way to the disk while the others come.
        #expect(batches.count < entries.count)
        let snapshot = try database.snapshot(pipeline: "test", profile: "default")
        for entry in entries {
            #expect(snapshot.latest[entry.record.stage] == entry.record.fingerprint)
            #expect(snapshot.made[entry.record.fingerprint]?.outputs == entry.record.outputs)
        }
    }

    @Test("no record is written of artifacts that cannot be forced to the disk")
    func unsynchronised() async throws {
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        let entry = try entry(1)
        try FileTree.remove(store.path(of: entry.record.outputs[0].artifact.digest))
        let batches = await write([entry], to: database)
        #expect(batches.map(\.problem).allSatisfy { $0?.hasPrefix("cannot open '") == true })
        #expect(try database.madeBefore(entry.record.fingerprint) == nil)
    }

    @Test("a batch that the database refuses is told as such, and nothing of it is kept")
    func refused() async throws {
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        try database.connection.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON latest WHEN NEW.stage = 's2'
                    BEGIN SELECT RAISE(ABORT, 'no room'); END
                    """)
        }
        let entries = try [entry(1), entry(2)]
        #expect(throws: StateError.self) {
            try database.save(entries.map(\.record), scope: scope)
        }
        #expect(try database.madeBefore(entries[0].record.fingerprint) == nil)
        let batches = await write([entries[1]], to: database)
        #expect(batches.first?.problem?.contains("no room") == true)
    }

    @Test("a stage whose record cannot be written has failed, and the run with it")
    func failedRun() async throws {
        project.stage("copy", "echo 1 > ${outputs.out}")
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        try database.connection.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON record
                    BEGIN SELECT RAISE(ABORT, 'no room'); END
                    """)
        }
        database.connection.close()
        let run = try await project.run()
        #expect(run.report.outcome == .failed)
        #expect(run.outcome("copy") == "failed")
        #expect(run.report.failures.first?.cause.contains("no room") == true)
    }
}
