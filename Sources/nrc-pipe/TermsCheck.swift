internal import DataManifests
internal import PipelineEngine
internal import PipelineLanguage

/// Whether all terms of the data that a run has to get are accepted.
struct TermsCheck {
    /// Terms that nobody has accepted yet.
    struct Unaccepted: Hashable {
        let dataset: String
        let terms: String
    }

    private let pipeline: OpenedPipeline
    private let accepted: [String]

    /// - Parameter accepted: data sets whose terms are accepted here and now.
    init(_ pipeline: OpenedPipeline, accepted: [String]) {
        self.pipeline = pipeline
        self.accepted = accepted
    }

    /// - Throws: `CommandFailure` for an accepted name that no data set has: a slip would pass unseen.
    private func requireKnownNames() throws {
        guard !accepted.isEmpty else { return }
        let known = ManifestReader.names(projectRoot: pipeline.space.root)
        for name in accepted where !known.contains(name) {
            let nearest = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
            throw CommandFailure(
                .invalid, "error: --accept-terms: no data set is named '\(name)'\(nearest)")
        }
    }

    /// In the order of the stages; nothing for data that are in the store already.
    func unaccepted(targets: [String]) throws -> [Unaccepted] {
        try requireKnownNames()
        // A target that names nothing is told when the run begins.
        guard let selection = try? TargetSelection(targets, in: pipeline.graph) else { return [] }
        var open: [StageID: Unaccepted] = [:]
        let record = AcceptedTerms(in: pipeline.space.cacheFolder)
        for id in selection.closure {
            guard let dataset = FetchPipeline.dataset(of: pipeline.graph[id]),
                !accepted.contains(dataset),
                let terms = try terms(of: dataset), !record.covers(terms, of: dataset)
            else { continue }
            open[id] = Unaccepted(dataset: dataset, terms: terms)
        }
        guard !open.isEmpty else { return [] }
        let plan = try pipeline.read { try $0.plan(targets: targets) }
        var result: [Unaccepted] = []
        for planned in plan.stages where !planned.state.isFresh {
            guard let terms = open[planned.id], !result.contains(terms) else { continue }
            result.append(terms)
        }
        return result
    }

    func show(_ terms: [Unaccepted], to console: Console) {
        for item in terms {
            let lines = item.terms.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "    \(PrintableText.line(String($0)))" }
            console.progress(
                """
                error: the terms of '\(item.dataset)' must be accepted before it is got:
                \(lines.joined(separator: "\n"))
                to accept them: --accept-terms \(item.dataset)
                """)
        }
    }

    /// - Throws: `CommandFailure` after showing what has to be accepted.
    func requireAcceptance(targets: [String], console: Console) throws {
        let open = try unaccepted(targets: targets)
        show(open, to: console)
        if !open.isEmpty { throw CommandFailure(.invalid) }
    }

    private func terms(of dataset: String) throws -> String? {
        do throws(PipelineDiagnostics) {
            return try ManifestReader.load(dataset, projectRoot: pipeline.space.root).terms
        } catch {
            throw CommandFailure(.invalid, error.rendered())
        }
    }
}
