/// Every object of a store hashed, and every record's artifacts looked for.
package struct StoreCheck: Sendable {
    package struct Finding: Sendable, Hashable {
        /// `stage.output` of those that made it; empty for what no record knows.
        package var artifacts: [String]
        package var digest: Digest
        package var problem: ArtifactProblem
        /// Where it was moved to; `nil` for what is missing or could not be moved.
        package var movedTo: String?
    }

    package var objectCount = 0
    package var bytes: Int64 = 0
    package var findings: [Finding] = []

    /// Damaged objects are set aside, so that the next run makes them again.
    ///
    /// - Throws: `FileError`, `StateError`.
    package static func run(_ space: ProjectSpace) throws -> StoreCheck {
        let store = ArtifactStore(root: space.storeFolder)
        // Nothing may be removed while it is being read.
        let veto = try CollectionVeto(store)
        defer { withExtendedLifetime(veto) {} }
        let listing = try StoreListing(of: store)
        let records = try StateDatabase.openForReading(space.databasePath)?.inventory() ?? []
        let makers = makers(records, store: store)
        var check = StoreCheck()
        for object in listing.objects {
            if let problem = store.proven(object.digest) {
                check.findings.append(
                    Finding(
                        artifacts: makers[object.digest] ?? [], digest: object.digest,
                        problem: problem, movedTo: try? store.setAside(object.digest)))
            }
            check.objectCount += 1
            check.bytes += object.size
        }
        let present = Set(listing.objects.map(\.digest))
        for (digest, artifacts) in makers.sorted(by: {
            $0.value.lexicographicallyPrecedes($1.value)
        })
        where !present.contains(digest) {
            check.findings.append(Finding(artifacts: artifacts, digest: digest, problem: .missing))
        }
        return check
    }

    private static func makers(
        _ records: [RecordedArtifacts], store: ArtifactStore
    ) -> [Digest: [String]] {
        var makers: [Digest: Set<String>] = [:]
        for record in records {
            for output in record.outputs {
                let name = "\(record.stage).\(output.name)"
                let objects = (try? store.objects(of: output.artifact).map(\.digest)) ?? []
                for digest in [output.artifact.digest] + objects {
                    makers[digest, default: []].insert(name)
                }
            }
        }
        return makers.mapValues { $0.sorted() }
    }
}
