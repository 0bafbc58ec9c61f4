import Testing

@testable import PipelineEngine

@Suite struct StatCacheTests {
    private let project: TemporaryProject

    init() throws { project = try TemporaryProject() }

    private func digest(_ cache: inout StatCache) throws -> Digest {
        let status = try #require(try FileStatus.following(project.path("f")))
        return try cache.digest(of: project.path("f"), key: "f", status: status).digest
    }

    private func identity(modified: Int64, changed: Int64) -> FileIdentity {
        FileIdentity(
            size: 1, modifiedNanoseconds: modified, changedNanoseconds: changed, inode: 1,
            device: 1)
    }

    @Test("an entry holds only when the file's last change is well before its hashing")
    func racy() {
        let second: Int64 = 1_000_000_000
        func holds(modified: Int64, changed: Int64, hashed: Int64) -> Bool {
            let identity = identity(modified: modified, changed: changed)
            return StatCache.Entry(
                identity: identity, digest: Digest(of: []), hashedAtNanoseconds: hashed
            ).holds(for: identity)
        }
        #expect(holds(modified: 0, changed: 0, hashed: 3 * second))
        #expect(!holds(modified: 2 * second, changed: 0, hashed: 3 * second))
        // A time stamp that was set back does not hide the change.
        #expect(!holds(modified: 0, changed: 2 * second, hashed: 3 * second))
        #expect(!holds(modified: 9 * second, changed: 0, hashed: 3 * second))
    }

    @Test("any difference in the identity makes an entry void")
    func identities() {
        let entry = StatCache.Entry(
            identity: identity(modified: 0, changed: 0), digest: Digest(of: []),
            hashedAtNanoseconds: 10_000_000_000)
        func changed(_ change: (inout FileIdentity) -> Void) -> Bool {
            var identity = entry.identity
            change(&identity)
            return !entry.holds(for: identity)
        }
        #expect(changed { $0.size = 2 })
        #expect(changed { $0.modifiedNanoseconds = 1 })
        #expect(changed { $0.changedNanoseconds = 1 })
        #expect(changed { $0.inode = 2 })
        #expect(changed { $0.device = 2 })
        #expect(entry.holds(for: entry.identity))
    }

    @Test("a fresh file is hashed again although nothing tells of a change")
    func rehashed() throws {
        var cache = StatCache()
        try project.write("f", "1")
        #expect(try digest(&cache) == Digest(of: Array("1".utf8)))
        #expect(cache.unsaved.count == 1)
        cache.markSaved()
        _ = try digest(&cache)
        #expect(cache.unsaved.count == 1)
    }
}
