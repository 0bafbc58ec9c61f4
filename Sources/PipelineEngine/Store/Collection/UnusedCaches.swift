/// Checkpoints and downloads that nobody goes on from.
enum UnusedCaches {
    /// What nobody has touched for so long is of no use to a run that goes on.
    private static let patienceNanoseconds: Int64 = 7 * 86_400 * 1_000_000_000

    /// - Parameter leased: fingerprints among it are those of stages that run.
    static func paths(
        in space: ProjectSpace, store: ArtifactStore, _ needed: NeededArtifacts,
        leased: Set<Digest>
    ) throws(FileError) -> [String] {
        var unused: [String] = []
        let now = Clock.wallNanoseconds()
        // Nobody knows which download a run would go on with.
        let folders =
            try LeaseFile.isHeld(in: store) ? ["checkpoints"] : ["checkpoints", "downloads"]
        for folder in folders {
            for name in try FileTree.namesIfPresent(in: "\(space.cacheFolder)/\(folder)") {
                let path = "\(space.cacheFolder)/\(folder)/\(name)"
                if let fingerprint = Digest(hex: name),
                    needed.unfinished.contains(fingerprint) || leased.contains(fingerprint)
                {
                    continue
                }
                let isDecided = folder == "checkpoints" && !needed.hasUndecided
                let age = now - (try FileTree.newestChange(in: path))
                if isDecided || age > patienceNanoseconds { unused.append(path) }
            }
        }
        return unused
    }
}
