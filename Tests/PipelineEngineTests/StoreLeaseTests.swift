import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct StoreLeaseTests {
    private let project: TemporaryProject
    private let store: ArtifactStore

    init() throws {
        project = try TemporaryProject()
        try project.space.prepare()
        store = ArtifactStore(root: project.space.storeFolder)
    }

    private func made(_ text: String, under lease: StoreLease) throws -> Artifact {
        try project.write("new.txt", text)
        return try store.ingestFile(project.path("new.txt"), under: lease)
    }

    private func collection() throws -> GarbageCollection {
        try GarbageCollection(project.space, graphs: [], environment: [:], keepBytes: nil)
    }

    private func leases() throws -> [String] {
        try FileTree.namesIfPresent(in: store.leasesFolder)
    }

    @Test("what a run puts into the store stays until the run has ended")
    func placed() throws {
        var lease: StoreLease? = try StoreLease(store)
        let artifact = try made("abc", under: #require(lease))
        var collection = try collection()
        #expect(collection.freedBytes == 0)
        try collection.remove(CollectionRight(project.space))
        #expect(store.problem(of: artifact) == nil)
        lease = nil
        #expect(try leases() == [])
        collection = try self.collection()
        #expect(collection.freedBytes == 3)
        try collection.remove(CollectionRight(project.space))
        #expect(store.problem(of: artifact) == .missing)
        #expect(try FileStatus.ofLink(at: store.removedFolder) == nil)
    }

    @Test("what a run comes to need after gc has looked stays, folders whole")
    func comesToNeed() throws {
        try project.write("f/sub/b", "bb")
        try project.write("f/a", "a")
        let (folder, other) = try {
            let lease = try StoreLease(store)
            let folder = try store.ingestFolder(project.path("f"), under: lease)
            return (folder, try made("other", under: lease))
        }()
        let lease = try StoreLease(store)
        let right = try CollectionRight(project.space)
        var collection = try collection()
        #expect(collection.groups.map(\.objectCount) == [4])
        try lease.protect { $0.add(folder) }
        try collection.remove(right)
        #expect(store.problem(of: folder) == nil)
        #expect(store.problem(of: other) == .missing)
        #expect(collection.groups.map(\.objectCount) == [1])
    }

    @Test(
        "what a run needed that ends while gc is at work is known to that gc, and forgotten by the next"
    )
    func endsMeanwhile() throws {
        var right: CollectionRight? = try CollectionRight(project.space)
        let artifact = try {
            let lease = try StoreLease(store)
            return try made("abc", under: lease)
        }()
        #expect(try leases().count == 1)
        var collection = try collection()
        try collection.remove(#require(right))
        #expect(store.problem(of: artifact) == nil)
        right = nil
        #expect(try leases() == [])
        #expect(try self.collection().freedBytes == 3)
    }

    @Test("a killed run's lease counts for nothing, and what it left half-written goes")
    func killed() throws {
        let artifact = try {
            let lease = try StoreLease(store)
            return try made("abc", under: lease)
        }()
        let entry = [LeaseFile.single] + artifact.digest.bytes
        try FileTree.createFolder(store.leasesFolder)
        let path = "\(store.leasesFolder)/1-killed"
        // The last entry is cut.
        try OpenFile(path, flags: O_WRONLY | O_CREAT).write(entry + entry.prefix(7))
        #expect(try LeaseFile.needed(in: store) == [artifact.digest])
        try project.write(".nrc-pipe/store/incoming/half", "x")
        let first = try StoreLease(store)
        #expect(try leases().count == 1)
        #expect(try !project.exists(".nrc-pipe/store/incoming"))
        try project.write(".nrc-pipe/store/incoming/theirs", "x")
        let second = try StoreLease(store)
        #expect(try leases().count == 2)
        #expect(try project.exists(".nrc-pipe/store/incoming/theirs"))
        withExtendedLifetime([first, second]) {}
        #expect(try collection().freedBytes == 3)
    }

    @Test("one gc at a time, and none while the store is checked")
    func oneAtATime() throws {
        var first: CollectionRight? = try CollectionRight(project.space)
        #expect(throws: StoreInUse(path: store.root)) { try CollectionRight(project.space) }
        withExtendedLifetime(first) { first = nil }
        let veto = try CollectionVeto(store)
        #expect(throws: StoreInUse(path: store.root)) { try CollectionRight(project.space) }
        withExtendedLifetime(veto) {}
    }

    @Test("runs and gc beside each other: what a run builds on is there, or it is found missing")
    func besideEachOther() async throws {
        let (store, space) = (store, project.space)
        let names = (0..<3).map { project.path("n\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<3 {
                group.addTask {
                    for round in 0..<40 {
                        let lease = try StoreLease(store)
                        // Few contents, so that all make the same objects.
                        let text = "\((worker + round) % 4)"
                        let name = names[worker]
                        try FileContent.replace(name, with: Array(text.utf8))
                        let artifact = try store.ingestFile(name, under: lease)
                        #expect(store.problem(of: artifact) == nil)
                        var isThere = false
                        let former = Artifact(
                            kind: .file, digest: Digest(of: Array("\(round % 4)".utf8)), size: 1)
                        try lease.protect { entries in
                            entries.add(former)
                            isThere = store.problem(of: former) == nil
                        }
                        usleep(500)
                        #expect(store.problem(of: artifact) == nil)
                        if isThere { #expect(store.problem(of: former) == nil) }
                        withExtendedLifetime(lease) {}
                    }
                }
            }
            group.addTask {
                for _ in 0..<60 {
                    let right = try CollectionRight(space)
                    var collection = try GarbageCollection(
                        space, graphs: [], environment: [:], keepBytes: nil)
                    try collection.remove(right)
                }
            }
            try await group.waitForAll()
        }
        var collection = try collection()
        try collection.remove(CollectionRight(space))
        #expect(try StoreListing(of: store).objects == [])
    }
}
