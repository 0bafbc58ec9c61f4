import PipelineLanguage

/// Looks at the bytes of what figures are about to show of fresh stages, so that an artifact that a
/// disk has spoilt is made again before it is missed. What is published already is not read again.
struct PublicationProof: Sendable {
    private let space: ProjectSpace
    private let store: ArtifactStore
    private let cache: StatCache
    /// Where outputs are published, relative to the project root.
    private var places: [StageID: [(output: String, path: String)]] = [:]

    init(
        figures: [Int], graph: StageGraph, in space: ProjectSpace, store: ArtifactStore,
        cache: StatCache
    ) {
        self.space = space
        self.store = store
        self.cache = cache
        for publication in figures.flatMap({ graph.figures[$0].publications }) {
            places[publication.stage, default: []].append(
                (publication.output, publication.place(in: graph)))
        }
    }

    /// What is wrong with an output that is going to be published.
    func problem(of output: RecordedOutput, madeBy stage: StageID) -> ArtifactProblem? {
        for place in places[stage] ?? [] where place.output == output.name {
            guard output.artifact.kind == .folder else {
                if let problem = problem(of: output.artifact.digest, at: place.path) {
                    return problem
                }
                continue
            }
            do {
                for entry in try store.listing(of: output.artifact.digest).entries {
                    let path = "\(place.path)/\(entry.path)"
                    if let problem = problem(of: entry.digest, at: path) { return problem }
                }
            } catch {
                return error
            }
        }
        return nil
    }

    private func problem(of digest: Digest, at path: String) -> ArtifactProblem? {
        isPublished(digest, at: path) ? nil : store.proven(digest)
    }

    private func isPublished(_ digest: Digest, at path: String) -> Bool {
        let absolute = space.absolute(path)
        guard let status = try? FileStatus.ofLink(at: absolute), status.kind == .file else {
            return false
        }
        if let entry = cache.entry(path), entry.holds(for: status.identity) {
            return entry.digest == digest
        }
        return (try? FileHasher.hash(absolute).digest) == digest
    }
}
