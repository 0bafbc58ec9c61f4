import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct GarbageCollectionTests {
    private func collection(
        _ project: TemporaryProject, keepBytes: Int64? = nil
    ) throws -> GarbageCollection {
        try GarbageCollection(
            project.space, graphs: [project.graph], environment: [:], keepBytes: keepBytes)
    }

    /// A project that has made `count` values of one stage, the last of which it still names.
    private func project(values count: Int, store: String? = nil) async throws -> TemporaryProject {
        let project = try TemporaryProject(store: store)
        for value in 1...count {
            project.graph.stages = []
            project.stage("a@n=1", "echo value \(value) > ${outputs.out}")
            project.stage(
                "b", "cat ${inputs.x} > ${outputs.out}; echo b >> ${outputs.out}",
                inputs: ["x": "a@n=1.out"])
            project.graph.figures = []
            project.figure("f", [("b.txt", "b.out")])
            try await project.run()
        }
        return project
    }

    @Test("what former values made goes, by stage and figure; what the pipeline needs stays")
    func former() async throws {
        let project = try await project(values: 3)
        var collection = try collection(project)
        #expect(
            collection.groups == [
                .init(stage: "b", figures: ["f"], objectCount: 2, bytes: 20),
                .init(stage: "a", figures: ["f"], objectCount: 2, bytes: 16),
            ])
        #expect(collection.storeBytes == 54)
        try collection.remove(CollectionRight(project.space))
        #expect(try self.collection(project).groups == [])
        #expect(try project.reader().plan().isFresh)
        // Their records went along: the reason is the change, not a missing file.
        project.graph.stages[0].parameters[0].value = .list(
            ["/bin/sh", "-c", "echo value 1 > ${outputs.out}"].map { .text($0) })
        let plan = try project.reader().plan()
        guard case .stale(let reasons) = plan.stages[0].state, case .changed? = reasons.first else {
            Issue.record("\(plan.stages[0].state)")
            return
        }
    }

    @Test("a size that is to be kept is kept, least recently used first")
    func keepSize() async throws {
        let project = try await project(values: 3)
        #expect(try collection(project, keepBytes: 54).groups == [])
        // One of the first value's two objects is enough: `a` has 8 bytes, `b` 10.
        let collection = try collection(project, keepBytes: 50)
        #expect(collection.groups.map(\.objectCount) == [1])
        #expect([8, 10].contains(collection.freedBytes))
    }

    @Test("what a pinned run made stays, until it is let go")
    func pins() async throws {
        let project = try await project(values: 1)
        let pins = PinnedRuns(project.space)
        let id = try pins.pin("last")
        project.graph.stages = []
        project.stage("a@n=1", "echo other > ${outputs.out}")
        project.graph.figures = []
        try await project.run()
        #expect(try collection(project).groups == [])
        #expect(try pins.unpin(id) == id)
        #expect(try collection(project).groups.map(\.stage).sorted() == ["a", "b"])
        #expect(throws: UnknownRun.none("nonsense")) { try pins.pin("nonsense") }
        #expect(throws: UnknownRun.none("../runs/\(id)")) { try pins.unpin("../runs/\(id)") }
        try project.write(".nrc-pipe/pinned/x.ndjson", "{")
        #expect(throws: UnreadablePin(path: project.path(".nrc-pipe/pinned/x.ndjson"))) {
            try collection(project)
        }
    }

    @Test("what an undecided stage made last stays: it may turn out to be fresh")
    func undecided() async throws {
        let project = try await project(values: 1)
        project.graph.stages[0].parameters[0].value = .list(
            ["/bin/sh", "-c", "echo 'value 1' > ${outputs.out}"].map { .text($0) })
        #expect(try collection(project).groups == [])
        let run = try await project.run()
        #expect(run.started == ["a@n=1"])
    }

    @Test("what a pipeline's stages made last stays where its files are missing, and is told")
    func unplanned() async throws {
        let project = try await project(values: 2)
        try project.write("in.txt", "1")
        project.stage("c", "cat in.txt > ${outputs.out}", inputs: ["x": "file:in.txt"])
        // No figure needs it; it is kept all the same.
        try await project.run(["c"])
        #expect(try collection(project).groups.map(\.stage) == ["b", "a"])
        try FileTree.remove(project.path("in.txt"))
        let collection = try collection(project)
        #expect(collection.groups.map(\.stage) == ["b", "a"])
        #expect(
            collection.unplanned == [
                UnplannedPipeline(
                    pipeline: "test", profile: "default",
                    reason: """
                        pipelines/test.yaml:25:3: stage 'c', input 'x': the project's file 'in.txt' \
                        does not exist
                        """)
            ])
    }

    @Test("what every stage made last stays where a pipeline cannot be read")
    func unreadable() async throws {
        let project = try await project(values: 2)
        func freed(keepsLatest: Bool) throws -> [Int] {
            try GarbageCollection(
                project.space, graphs: [], keepsLatest: keepsLatest, environment: [:],
                keepBytes: nil
            ).groups.map(\.objectCount)
        }
        #expect(try freed(keepsLatest: true) == [1, 1])
        #expect(try freed(keepsLatest: false) == [2, 2])
    }

    @Test("a record whose artifact is gone is forgotten unless a pipeline still names its stage")
    func gone() async throws {
        let project = try await project(values: 2)
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        let store = ArtifactStore(root: project.space.storeFolder)
        for record in try database.inventory() {
            for output in record.outputs {
                try FileTree.remove(store.path(of: output.artifact.digest))
            }
        }
        #expect(try StoreCheck.run(project.space).findings.count == 4)
        var collection = try collection(project)
        #expect(collection.groups == [])
        try collection.remove(CollectionRight(project.space))
        #expect(try StoreCheck.run(project.space).findings.count == 2)
        let plan = try project.reader().plan()
        guard case .stale(let reasons) = plan.stages[0].state else {
            Issue.record("\(plan.stages[0].state)")
            return
        }
        #expect(reasons == [.artifactUnusable(output: "out", problem: .missing)])
    }

    @Test("a record that was made anew since gc has looked is not forgotten")
    func madeAnew() async throws {
        let project = try await project(values: 1)
        let database = try StateDatabase.openForWriting(project.space.databasePath)
        var records = try database.inventory()
        for index in records.indices { records[index].outputs[0].artifact.digest = Digest(of: [9]) }
        try database.forget(records)
        #expect(try project.reader().plan().isFresh)
        try database.forget(database.inventory())
        #expect(try database.inventory() == [])
    }

    @Test("damaged objects and caches that nobody goes on from go as well")
    func caches() async throws {
        let project = try await project(values: 1)
        let needed = Digest(of: [1])
        try project.write(".nrc-pipe/store/damaged/x", "123")
        try project.write(".nrc-pipe/cache/checkpoints/\(needed.hex)/c", "12345")
        try project.write(".nrc-pipe/cache/downloads/half", "1234567")
        var collection = try collection(project)
        #expect(collection.damagedBytes == 3)
        // A download that was touched today may be gone on with; the checkpoint is of no stage.
        #expect(collection.cacheBytes == 5)
        try collection.remove(CollectionRight(project.space))
        #expect(try !project.exists(".nrc-pipe/cache/checkpoints/\(needed.hex)"))
        #expect(try project.exists(".nrc-pipe/cache/downloads/half"))
    }

    @Test("the checkpoint of a stage that runs stays, of whatever pipeline")
    func checkpoints() async throws {
        let project = try await project(values: 1)
        let fingerprint = Digest(of: [1])
        try project.write(".nrc-pipe/cache/checkpoints/\(fingerprint.hex)/c", "12345")
        let lease = try StoreLease(ArtifactStore(root: project.space.storeFolder))
        try lease.protect { $0.add(fingerprint) }
        #expect(try collection(project).cacheBytes == 0)
        withExtendedLifetime(lease) {}
    }

    @Test("projects that share a store share what they make, and none loses what another needs")
    func sharedStore() async throws {
        let folder = try TemporaryProject()
        let store = folder.path("store")
        let first = try await project(values: 2, store: store)
        let second = try await project(values: 1, store: store)
        #expect(try !first.exists(".nrc-pipe/store"))
        // `value 1` is the second project's, so that nothing of it goes.
        #expect(try collection(first).groups == [])
        // The first project's records count whole: it may be anywhere in its work.
        #expect(try collection(second).groups == [])
    }
}
