internal import FoundationEssentials

/// A bundle that was unpacked into a folder, and in which everything is as its index says.
struct UnpackedBundle {
    let folder: String
    let index: BundleIndex
    /// What the index's records say.
    let records: [StageRecord]

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
