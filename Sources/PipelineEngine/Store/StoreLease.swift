internal import Glibc
internal import Synchronization

/// What one run, or an import, stands on in the store, written down so that `gc` spares it.
///
/// A file of its own below `leases/`, locked by its holder for as long as it lives: a killed one
/// leaves a file without a lock. Whatever the holder finds in the store and goes on with, and
/// whatever it puts there, is entered while the store's *gate* is shared, together with the look or
/// the rename itself. Objects are removed only by whoever has the gate alone, who reads all leases
/// first. So an object is either entered, and stays, or removed, and found missing.
final class StoreLease: Sendable {
    /// What is to be entered when the gate is left.
    struct Entries: Sendable {
        fileprivate(set) var bytes: [UInt8] = []

        /// An artifact that is there, or will be in a moment.
        mutating func add(_ artifact: Artifact) {
            bytes.append(artifact.kind == .folder ? LeaseFile.folder : LeaseFile.single)
            bytes += artifact.digest.bytes
        }

        /// One object, or the fingerprint of a stage that may go on from its checkpoint.
        mutating func add(_ digest: Digest) {
            bytes.append(LeaseFile.single)
            bytes += digest.bytes
        }
    }

    private let store: ArtifactStore
    /// `nil` where the store cannot be written to.
    private let lease: (file: OpenFile, gate: OpenFile)?
    /// Where no file can say what is needed, nobody may remove anything.
    private let veto: CollectionVeto?
    /// The gate is this object's, not a thread's: one at a time.
    private let turn = Mutex<Void>(())

    /// Clears away first what killed runs left half-written, if nobody else uses the store.
    ///
    /// - Throws: `FileError`.
    init(_ store: ArtifactStore) throws(FileError) {
        self.store = store
        do throws(FileError) {
            let gate = try KernelLock.file(store.gatePath)
            if KernelLock.take(gate, LOCK_EX | LOCK_NB) {
                LeaseFile.clearAway(store)
                KernelLock.release(gate)
            }
            guard KernelLock.take(gate, LOCK_SH) else {
                throw FileError("lock", gate.path, code: errno)
            }
            defer { KernelLock.release(gate) }
            lease = (try LeaseFile.create(in: store), gate)
            veto = nil
        } catch {
            guard error.code == EROFS || error.code == EACCES else { throw error }
            lease = nil
            // Others may be allowed to remove what this one may only read.
            veto = try CollectionVeto(store)
        }
    }

    deinit {
        guard let lease else { return }
        // Whoever removes objects at the moment began before this holder's records were written,
        // and removes the file itself.
        if let absence = try? KernelLock(store.collectionPath, LOCK_SH | LOCK_NB) {
            try? FileTree.remove(lease.file.path)
            withExtendedLifetime(absence) {}
        }
        KernelLock.release(lease.file)
    }

    /// Does something during which nothing is removed, and enters what it says is needed.
    ///
    /// - Throws: `FileError` when that cannot be written down: then nothing may be built on it.
    func protect(_ body: (inout Entries) -> Void) throws(FileError) {
        var problem: FileError?
        turn.withLock { _ in
            var entries = Entries()
            guard let lease else { return body(&entries) }
            guard KernelLock.take(lease.gate, LOCK_SH) else {
                problem = FileError("lock", lease.gate.path, code: errno)
                return
            }
            defer { KernelLock.release(lease.gate) }
            body(&entries)
            do throws(FileError) {
                if !entries.bytes.isEmpty { try lease.file.write(entries.bytes) }
            } catch {
                problem = error
            }
        }
        if let problem { throw problem }
    }
}
