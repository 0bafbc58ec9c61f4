import Glibc
import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ArtifactStoreTests {
    private let project: TemporaryProject
    private let store: ArtifactStore
    private let lease: StoreLease

    init() throws {
        project = try TemporaryProject()
        try project.space.prepare()
        store = ArtifactStore(root: project.space.storeFolder)
        lease = try StoreLease(store)
    }

    private func ingest(_ text: String) throws -> Artifact {
        try project.write("new.txt", text)
        return try store.ingestFile(project.path("new.txt"), under: lease)
    }

    @Test("an object lies under its digest, read-only, and its source is gone")
    func ingestion() throws {
        let artifact = try ingest("abc")
        #expect(artifact == Artifact(kind: .file, digest: Digest(of: Array("abc".utf8)), size: 3))
        let path = store.path(of: artifact.digest)
        #expect(
            path.hasSuffix(
                "store/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        #expect(try FileContent.read(path) == Array("abc".utf8))
        var record = stat()
        #expect(unsafe stat(path, &record) == 0)
        #expect(record.st_mode & 0o777 == 0o444)
        #expect(try !project.exists("new.txt"))
        #expect(store.problem(of: artifact) == nil)
        #expect(try ingest("abc") == artifact)
    }

    @Test("a file with a second name is copied: who holds the other name cannot reach the store")
    func secondName() throws {
        try project.write("new.txt", "abc")
        #expect(FileTransfer.hardLink(project.path("new.txt"), to: project.path("other.txt")))
        let artifact = try store.ingestFile(project.path("new.txt"), under: lease)
        try OpenFile(project.path("other.txt"), flags: O_WRONLY).write(Array("xyz".utf8))
        #expect(store.problem(of: artifact) == nil)
        #expect(try FileContent.read(store.path(of: artifact.digest)) == Array("abc".utf8))
    }

    @Test("deleted, truncated, grown and overwritten objects are found")
    func damage() throws {
        let artifact = try ingest("abc")
        let path = store.path(of: artifact.digest)
        func damage(_ text: String) throws {
            try FileTree.remove(path)
            try OpenFile(path, flags: O_WRONLY | O_CREAT).write(Array(text.utf8))
        }
        try damage("ab")
        #expect(store.problem(of: artifact) == .wrongSize(expected: 3, found: 2))
        try damage("abcd")
        #expect(store.problem(of: artifact) == .wrongSize(expected: 3, found: 4))
        try damage("abd")
        #expect(store.problem(of: artifact) == .changed)
        try FileTree.remove(path)
        #expect(store.problem(of: artifact) == .missing)
        try FileTree.createFolder(path)
        #expect(store.problem(of: artifact) == .changed)
        try FileTree.remove(path)
        #expect(try ingest("abc") == artifact)
        #expect(store.problem(of: artifact) == nil)
    }

    @Test("an object whose seal is broken but whose bytes are right is sealed again")
    func copiedStore() throws {
        let artifact = try ingest("abc")
        let path = store.path(of: artifact.digest)
        try FileTree.setModified(path, nanoseconds: 1_700_000_000_000_000_000)
        #expect(store.problem(of: artifact) == nil)
        let status = try #require(try FileStatus.ofLink(at: path))
        #expect(status.identity.modifiedNanoseconds == ArtifactStore.seal)
    }

    @Test("a damaged object is replaced when the same bytes come again")
    func replaced() throws {
        let artifact = try ingest("abc")
        let path = store.path(of: artifact.digest)
        try FileTree.remove(path)
        try OpenFile(path, flags: O_WRONLY | O_CREAT).write(Array("abd".utf8))
        #expect(try ingest("abc") == artifact)
        #expect(try FileContent.read(path) == Array("abc".utf8))
    }

    /// Overwrites an object so that neither its size nor its seal tells.
    private func spoil(_ digest: Digest, with text: String) throws {
        let path = store.path(of: digest)
        try FileTree.setMode(path, 0o644)
        try OpenFile(path, flags: O_WRONLY).write(Array(text.utf8))
        try FileTree.setModified(path, nanoseconds: ArtifactStore.seal)
    }

    @Test("fresh bytes replace an object, even one whose damage does not show")
    func hiddenDamage() throws {
        let artifact = try ingest("abc")
        try spoil(artifact.digest, with: "abd")
        #expect(store.problem(of: artifact) == nil)
        #expect(try ingest("abc") == artifact)
        #expect(try FileContent.read(store.path(of: artifact.digest)) == Array("abc".utf8))
    }

    @Test("damaged bytes are not published, and their stage runs again")
    func publishesNoDamage() throws {
        let artifact = try ingest("abc")
        try spoil(artifact.digest, with: "abd")
        try project.write("results/old.txt", "old")
        let error = #expect(throws: DamagedObject.self) {
            _ = try store.draft(
                artifact.digest, isExecutable: false, to: project.path("results/old.txt"))
        }
        let path = store.path(of: artifact.digest)
        #expect(
            error?.description
                == "cannot publish: '\(path)' in the store is damaged; run again to make it anew")
        #expect(try FileTree.names(in: project.path("results")) == ["old.txt"])
        #expect(try project.read("results/old.txt") == "old")
        #expect(store.problem(of: artifact) == .changed)
    }

    @Test("a folder in the place of an object is set aside")
    func folderInTheWay() throws {
        let artifact = try ingest("abc")
        let path = store.path(of: artifact.digest)
        try FileTree.remove(path)
        try project.write("\(path.dropFirst(project.space.root.count + 1))/file", "x")
        #expect(try ingest("abc") == artifact)
        #expect(store.problem(of: artifact) == nil)
        #expect(try FileTree.names(in: store.incomingFolder).isEmpty)
    }

    @Test("many attempts may ingest the same bytes at once")
    func sameBytesAtOnce() async throws {
        let text = String(repeating: "0123456789", count: 100_000)
        var names: [String] = []
        for index in 0..<8 {
            let name = project.path("new\(index).bin")
            try project.write("new\(index).bin", text)
            // A second name makes the store copy the file.
            #expect(FileTransfer.hardLink(name, to: "\(name).link"))
            names.append(name)
        }
        let (store, lease) = (store, lease)
        let artifacts = try await withThrowingTaskGroup(of: Artifact.self) { group in
            for name in names { group.addTask { try store.ingestFile(name, under: lease) } }
            var artifacts: [Artifact] = []
            for try await artifact in group { artifacts.append(artifact) }
            return artifacts
        }
        #expect(Set(artifacts).count == 1)
        let path = store.path(of: artifacts[0].digest)
        #expect(try FileHasher.hash(path).digest == artifacts[0].digest)
        #expect(try FileTree.names(in: store.incomingFolder).isEmpty)
    }

    @Test("a folder is its listing: paths, executable bits, sizes and digests")
    func folders() throws {
        try project.write("f/b.txt", "2")
        try project.write("f/a/c.sh", "33")
        try FileTree.setMode(project.path("f/a/c.sh"), 0o755)
        let artifact = try store.ingestFolder(project.path("f"), under: lease)
        #expect(artifact.kind == .folder)
        #expect(artifact.size == 3)
        let listing = try store.listing(of: artifact.digest)
        #expect(listing.entries.map(\.path) == ["a/c.sh", "b.txt"])
        #expect(listing.entries.map(\.isExecutable) == [true, false])
        #expect(try FolderListing(canonicalBytes: listing.canonicalBytes) == listing)
        try store.restore(artifact, to: project.path("back"))
        #expect(try project.read("back/a/c.sh") == "33")
        #expect(try FileStatus.ofLink(at: project.path("back/a/c.sh"))?.isExecutable == true)
        #expect(try FileStatus.ofLink(at: project.path("back/b.txt"))?.isExecutable == false)
        try FileTree.remove(store.path(of: Digest(of: Array("2".utf8))))
        #expect(store.problem(of: artifact) == .missing)
        try FileTree.remove(store.path(of: artifact.digest))
        #expect(store.problem(of: artifact) == .missing)
    }

    @Test("an empty file and an empty folder are artifacts")
    func empty() throws {
        let artifact = try ingest("")
        #expect(artifact.size == 0)
        #expect(store.problem(of: artifact) == nil)
        try FileTree.createFolder(project.path("f"))
        let folder = try store.ingestFolder(project.path("f"), under: lease)
        #expect(store.problem(of: folder) == nil)
    }

    @Test(
        "a damaged artifact is not served: its stage runs again, and says why",
        arguments: ["delete", "truncate", "grow", "flip"])
    func rebuilds(_ damage: String) async throws {
        let project = project
        project.stage("a", "echo precious > ${outputs.out}")
        project.stage("b", "cat ${inputs.x} > ${outputs.out}", inputs: ["x": "a.out"])
        try await project.run()
        let path = store.path(of: Digest(of: Array("precious\n".utf8)))
        let texts = ["truncate": "prec", "grow": "precious\nmore", "flip": "precioux\n"]
        try FileTree.remove(path)
        if let text = texts[damage] {
            try OpenFile(path, flags: O_WRONLY | O_CREAT).write(Array(text.utf8))
        }
        let reasons = [
            "delete": "its output out is missing from the store",
            "truncate": "its output out is damaged: 4 bytes instead of 9",
            "grow": "its output out is damaged: 13 bytes instead of 9",
            "flip": "its output out is damaged: its bytes have changed",
        ]
        let plan = try project.reader().plan(targets: ["a"])
        guard case .stale(let found) = plan.stages[0].state else {
            Issue.record("the stage is not stale")
            return
        }
        #expect(found.map(\.description) == [reasons[damage]])
        let run = try await project.run()
        // `b` made the same file, so that its artifact was damaged as well.
        #expect(run.started == ["a"])
        #expect(run.report.outcome == .succeeded)
        #expect(try FileContent.read(path) == Array("precious\n".utf8))
    }
}
