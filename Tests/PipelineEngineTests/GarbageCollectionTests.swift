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
        let collection = try collection(project)
        #expect(
            collection.groups == [
                .init(stage: "b", figures: ["f"], objectCount: 2, bytes: 20),
                .init(stage: "a", figures: ["f"], objectCount: 2, bytes: 16),
            ])
        #expect(collection.storeBytes == 54)
        try collection.remove(RemovalRight(project.space, command: "gc"))
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
        try pins.unpin(id)
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

    @Test("damaged objects and caches that nobody goes on from go as well")
    func caches() async throws {
        let project = try await project(values: 1)
        let needed = Digest(of: [1])
        try project.write(".nrc-pipe/store/damaged/x", "123")
        try project.write(".nrc-pipe/cache/checkpoints/\(needed.hex)/c", "12345")
        try project.write(".nrc-pipe/cache/downloads/half", "1234567")
        let collection = try collection(project)
        #expect(collection.damagedBytes == 3)
        // A download that was touched today may be gone on with; the checkpoint is of no stage.
        #expect(collection.cacheBytes == 5)
        try collection.remove(RemovalRight(project.space, command: "gc"))
        #expect(try !project.exists(".nrc-pipe/cache/checkpoints/\(needed.hex)"))
        #expect(try project.exists(".nrc-pipe/cache/downloads/half"))
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
        let lease = try StoreLease.share(ArtifactStore(root: store))
        #expect(throws: StoreInUse(path: store)) { try RemovalRight(first.space, command: "gc") }
        withExtendedLifetime(lease) {}
    }

    @Test("what a killed run left half-written goes when the next run is the only one")
    func incoming() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        let store = ArtifactStore(root: project.space.storeFolder)
        try project.write(".nrc-pipe/store/incoming/half", "x")
        let first = try StoreLease.share(store)
        #expect(try !project.exists(".nrc-pipe/store/incoming"))
        try project.write(".nrc-pipe/store/incoming/theirs", "x")
        let second = try StoreLease.share(store)
        #expect(try project.exists(".nrc-pipe/store/incoming/theirs"))
        withExtendedLifetime([first, second]) {}
    }
}
