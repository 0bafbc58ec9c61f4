/// Digests of files by path, valid as long as `stat` tells of no change.
struct StatCache: Sendable {
    struct Entry: Hashable, Sendable {
        var identity: FileIdentity
        var digest: Digest
        var hashedAtNanoseconds: Int64

        /// A write this close to the hashing may have left the same time stamps: file systems
        /// count in steps of up to two seconds. A time in the future tells nothing either.
        private static let raceNanoseconds: Int64 = 2_000_000_000

        func holds(for present: FileIdentity) -> Bool {
            let newest = max(identity.modifiedNanoseconds, identity.changedNanoseconds)
            return present == identity && newest < hashedAtNanoseconds - Self.raceNanoseconds
        }
    }

    private var entries: [String: Entry]
    /// Entries that the database does not have yet.
    private(set) var unsaved: [String: Entry] = [:]

    init(_ entries: [String: Entry] = [:]) { self.entries = entries }

    /// The digest of the regular file at `path`, hashed only when need be.
    ///
    /// - Parameters:
    ///   - key: the file's path as the cache knows it, relative to the project root.
    ///   - status: what `stat` tells of it now.
    /// - Returns: the digest and the identity that it belongs to.
    mutating func digest(
        of path: String, key: String, status: FileStatus
    ) throws -> (digest: Digest, identity: FileIdentity) {
        if let entry = entries[key], entry.holds(for: status.identity) {
            return (entry.digest, entry.identity)
        }
        let hashed = try FileHasher.hash(path)
        let entry = Entry(
            identity: hashed.status.identity, digest: hashed.digest,
            hashedAtNanoseconds: hashed.hashedAtNanoseconds)
        entries[key] = entry
        unsaved[key] = entry
        return (entry.digest, entry.identity)
    }

    /// What is known of a file, whether or not it still holds.
    func entry(_ key: String) -> Entry? { entries[key] }

    mutating func markSaved() { unsaved = [:] }
}
