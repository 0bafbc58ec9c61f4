internal import FoundationEssentials

/// A bundle that was unpacked into a folder, and in which everything is as its index says.
struct UnpackedBundle {
    let folder: String
    let index: BundleIndex
    /// What the index's records say.
    let records: [StageRecord]

    /// More than the index of any bundle has.
    private static let mostIndexBytes = 1 << 28

    /// So much more than announced is still unpacked, so that what is wrong can be named.
    private static let excess = 1 << 20

    /// Unpacks a bundle as far as it announces itself: not much more than its index says, and
    /// nothing where the disk has no room for that.
    ///
    /// - Parameter folder: exists and is empty.
    /// - Throws: `BadBundle`, `ArchivingFailure`, `FileError`.
    static func unpack(
        _ archive: String, into folder: String, of space: ProjectSpace, _ programs: Programs
    ) async throws -> UnpackedBundle {
        let archiver = Archiver(programs)
        let head = "\(folder)/\(BundleIndex.name)"
        try await archiver.take(
            BundleIndex.name, of: archive, into: head, maximumBytes: mostIndexBytes)
        guard try FileStatus.ofLink(at: head) != nil else { throw BadBundle.noIndex(archive) }
        let text = try FileContent.read(head)
        let announced = try index(text, archive: archive).members.reduce(
            text.count + BundleIndex.digestBytes
        ) { sum, member in
            let (total, overflow) = sum.addingReportingOverflow(max(0, Int(member.bytes)))
            return overflow ? .max - excess : min(total, .max - excess)
        }
        if let free = space.freeBytes, announced > free {
            throw BadBundle.tooLarge(archive, bytes: announced, free: free)
        }
        let content = "\(folder)/content"
        try FileTree.createFolder(content)
        try await archiver.unpack(archive, into: content, maximumBytes: announced + excess)
        return try UnpackedBundle(in: content, archive: archive)
    }

    /// - Parameter archive: what messages call the bundle.
    /// - Throws: `BadBundle` for anything that is not as it was exported: damage, members that are
    ///   missing, files that do not belong to it.
    init(in folder: String, archive: String) throws {
        self.folder = folder
        let found = try Self.files(below: folder)
        guard found.contains(BundleIndex.name), found.contains(BundleIndex.digestName) else {
            throw BadBundle.noIndex(archive)
        }
        let text = try FileContent.read("\(folder)/\(BundleIndex.name)")
        let digest = try FileContent.read("\(folder)/\(BundleIndex.digestName)")
        guard Array("\(Digest(of: text).hex)\n".utf8) == digest else {
            throw BadBundle.damaged(archive, BundleIndex.name)
        }
        index = try Self.index(text, archive: archive)
        try Self.compare(index, with: found, in: folder, archive: archive)
        records = try index.records.map { record in
            guard let decoded = record.stageRecord else {
                throw BadBundle.badRecord(archive, record.stage)
            }
            return decoded
        }
        try checkOutputs(archive: archive)
    }

    private static func index(_ text: [UInt8], archive: String) throws -> BundleIndex {
        struct Version: Decodable { let version: Int }
        guard let found = try? RecordCoding.decode(Version.self, from: text) else {
            throw BadBundle.noIndex(archive)
        }
        guard found.version == BundleIndex.currentVersion else {
            throw BadBundle.otherVersion(archive, found.version)
        }
        do {
            return try RecordCoding.decode(BundleIndex.self, from: text)
        } catch {
            throw BadBundle.damaged(archive, BundleIndex.name)
        }
    }

    /// Every member is there, with its size and digest, and nothing else is.
    private static func compare(
        _ index: BundleIndex, with found: Set<String>, in folder: String, archive: String
    ) throws {
        var foreign = found.subtracting([BundleIndex.name, BundleIndex.digestName])
        for member in index.members {
            guard let path = BundlePath(member.path) else {
                throw BadBundle.foreign(archive, member.path)
            }
            guard foreign.remove(member.path) != nil else {
                throw BadBundle.missing(archive, member.path)
            }
            let hashed = try FileHasher.hash("\(folder)/\(member.path)")
            guard hashed.digest == member.digest, hashed.status.identity.size == member.bytes else {
                throw BadBundle.damaged(archive, member.path)
            }
            if case .object(let digest) = path, digest != member.digest {
                throw BadBundle.damaged(archive, member.path)
            }
        }
        if let other = foreign.min() { throw BadBundle.foreign(archive, other) }
    }

    /// Whatever a record says that a stage made is in the bundle.
    private func checkOutputs(archive: String) throws {
        let objects = Set(index.members.map(\.path))
        func isHere(_ digest: Digest) -> Bool {
            objects.contains(BundlePath.object(digest).text)
        }
        for (record, entry) in zip(records, index.records) {
            for artifact in record.outputs.map(\.artifact) {
                guard isHere(artifact.digest) else {
                    throw BadBundle.badRecord(archive, entry.stage)
                }
                guard artifact.kind == .folder else { continue }
                let path = "\(folder)/\(BundlePath.object(artifact.digest).text)"
                let listing = try? FolderListing(canonicalBytes: try FileContent.read(path))
                guard let listing, listing.entries.allSatisfy({ isHere($0.digest) }) else {
                    throw BadBundle.badRecord(archive, entry.stage)
                }
            }
        }
    }

    private static func files(below folder: String) throws -> Set<String> {
        var files: Set<String> = []
        var pending = [""]
        while let prefix = pending.popLast() {
            for name in try FileTree.names(in: "\(folder)/\(prefix)") {
                let path = prefix + name
                if try FileStatus.ofLink(at: "\(folder)/\(path)")?.kind == .folder {
                    pending.append("\(path)/")
                } else {
                    files.insert(path)
                }
            }
        }
        return files
    }
}

/// What is wrong with a bundle.
package enum BadBundle: Error, Hashable {
    case noIndex(String)
    case tooLarge(String, bytes: Int, free: Int)
    case otherVersion(String, Int)
    case damaged(String, String)
    case missing(String, String)
    case foreign(String, String)
    case badRecord(String, String)
}

extension BadBundle: CustomStringConvertible {
    private static let nothing = "nothing was imported; copy or export it again"

    package var description: String {
        switch self {
        case .noIndex(let archive):
            "\(archive): it is no bundle of nrc-pipe: it has no \(BundleIndex.name)"
        case .tooLarge(let archive, let bytes, let free):
            "\(archive): it says that it holds \(bytes) bytes, and the disk has room for \(free); "
                + "make room, or import into a project on another disk"
        case .otherVersion(let archive, let version):
            "\(archive): its format is \(version), this program reads "
                + "\(BundleIndex.currentVersion): use the program that made it, or a newer one"
        case .damaged(let archive, let member):
            "\(archive): '\(member)' is damaged: its bytes are not those that were exported; "
                + Self.nothing
        case .missing(let archive, let member):
            "\(archive): '\(member)' is missing; \(Self.nothing)"
        case .foreign(let archive, let member):
            "\(archive): '\(member)' does not belong to it; \(Self.nothing)"
        case .badRecord(let archive, let stage):
            "\(archive): the record of stage '\(stage)' does not fit what it holds; "
                + Self.nothing
        }
    }
}
