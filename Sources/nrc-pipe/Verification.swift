internal import Claims
internal import PipelineEngine
internal import PipelineLanguage

/// The claims that were asked for, judged by what is in the store; nothing is run.
struct Verification {
    let pipeline: OpenedPipeline
    /// In the order of definition.
    let findings: [ClaimFinding]
    /// The findings, and what each was judged by.
    let records: [ClaimRecord]
    /// Whether these are all claims of the pipeline.
    let isWhole: Bool
    /// What to run for claims that could not be judged, each name once, in order.
    let staleDefinitions: [String]

    /// - Throws: `CommandFailure` for targets that no claim is about, and for state that can't be
    ///   read.
    init(_ pipeline: OpenedPipeline, targets: [String]) throws {
        let graph = pipeline.graph
        guard !graph.claims.isEmpty else { throw CommandFailure.noClaims(pipeline) }
        let selection: ClaimSelection
        do {
            selection = try ClaimSelection(targets, in: graph)
        } catch {
            throw EngineFailure.translated(error)
        }
        var seen: Set<Claim.Source> = []
        let sources = selection.claims.flatMap(\.sources).filter { seen.insert($0).inserted }
        let contents = try pipeline.read { try $0.contents(of: sources) }
        let states = contents.mapValues(Self.state)
        findings = selection.claims.map { claim in
            ClaimEvaluation.finding(of: claim, in: graph) { states[$0] ?? .notFresh }
        }
        records = zip(findings, selection.claims).map { finding, claim in
            ClaimRecord(
                finding,
                measurements: claim.sources.map { source in
                    ClaimRecord.Source(
                        stage: graph[source.stage].name, output: source.output,
                        sha256: Self.digest(contents[source]))
                })
        }
        isWhole = selection.isWhole
        var definitions: [String] = []
        for source in sources {
            let name = graph[source.stage].definitionName
            if case .notFresh? = states[source], !definitions.contains(name) {
                definitions.append(name)
            }
        }
        staleDefinitions = definitions
        self.pipeline = pipeline
    }

    private static func state(_ content: OutputContent) -> MeasurementState {
        switch content {
        case .notFresh: return .notFresh
        case .unusable(let reason): return .unusable(reason)
        case .bytes(let bytes, _):
            do throws(UnreadableMeasurement) {
                return .measured(try Measurement(json: bytes))
            } catch {
                return .unusable("\(error)")
            }
        }
    }

    private static func digest(_ content: OutputContent?) -> String? {
        guard case .bytes(_, let digest)? = content else { return nil }
        return "\(digest)"
    }

    /// What the command ends with where no reference says what is expected.
    var status: ExitStatus {
        let verdicts = Set(findings.map(\.verdict))
        if verdicts.contains(.failed) { return .claimFailed }
        return verdicts == [.passed] ? .success : .claimOpen
    }

    /// Writes `claims.json`, in which claims that were not asked for stay as they are.
    ///
    /// - Returns: its path below the project's root; `nil` where nothing at all was measured, so
    ///   that there is nothing to say: what stands there may be another machine's results.
    func writeRecords() throws -> String? {
        guard !findings.allSatisfy(\.isUnmeasured) else { return nil }
        let graph = pipeline.graph
        let folder = ResultsFolder(of: graph, in: pipeline.space)
        do {
            let former = try former(in: folder)
            let file = ClaimsFile(
                pipeline: graph.pipelineName, profile: graph.resultsName, claims: records
            ).keeping(former, defined: Set(graph.claims.map(\.name)))
            try folder.write(try file.encoded(), to: ClaimsFile.name)
            return folder.path(of: ClaimsFile.name)
        } catch {
            throw EngineFailure.translated(error)
        }
    }
}

extension Verification {
    /// What `claims.json` has.
    ///
    /// - Throws: `CommandFailure` where writing it anew would lose something: another pipeline's
    ///   verdicts, or what cannot be read of verdicts that were not asked for now.
    private func former(in folder: ResultsFolder) throws -> ClaimsFile? {
        guard let content = try folder.content(of: ClaimsFile.name) else { return nil }
        let path = folder.path(of: ClaimsFile.name)
        guard let former = ClaimsFile(content) else {
            if isWhole { return nil }
            throw CommandFailure.unreadableClaims(path)
        }
        guard former.pipeline == pipeline.graph.pipelineName else {
            throw CommandFailure.claimsOfOther(path, former.pipeline)
        }
        return former
    }
}

extension CommandFailure {
    fileprivate static func unreadableClaims(_ path: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: '\(path)' is no file of claims of version \(ClaimsFile.currentVersion), so "
                + "the claims that were not asked for cannot be kept; `nrc-pipe verify` without "
                + "targets writes it anew")
    }

    fileprivate static func claimsOfOther(_ path: String, _ pipeline: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: '\(path)' has the claims of the pipeline '\(PrintableText.line(pipeline))'; "
                + "give this one a profile of another name, or remove the file if it is out of use")
    }

    fileprivate static func noClaims(_ pipeline: OpenedPipeline) -> CommandFailure {
        CommandFailure(
            .invalid, "error: there is nothing to verify: \(pipeline.file) makes no claims")
    }
}
