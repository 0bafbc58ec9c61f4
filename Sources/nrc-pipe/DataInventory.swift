internal import DataManifests
internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage

/// Which of a project's data sets are here, and how the others can be had.
struct DataInventory {
    struct Item {
        enum State: String {
            case here
            /// `fetch` gets it from a public address.
            case fetchable
            /// No public address, or a step that a person has to take; a mirror may have it.
            case byHand = "by hand"
        }

        let dataset: String
        let state: State
        /// Set for what is here.
        let source: String?
        let fidelity: Fidelity?
        /// Bytes here, or to be downloaded; `nil` where nobody knows.
        let bytes: Int?
        /// Whether terms have to be accepted before it is got.
        let needsTerms: Bool
    }

    let items: [Item]

    init(_ options: ProjectOptions, space: ProjectSpace, console: Console) throws {
        guard !ManifestReader.names(projectRoot: space.root).isEmpty else {
            items = []
            return
        }
        let pipeline = try FetchPipeline.opened([], options, console: console)
        let terms = try TermsCheck(pipeline, accepted: [])
            .unaccepted(targets: []).map(\.dataset)
        items = try pipeline.read { reader in
            try pipeline.graph.stages.map { stage in
                let detail = try reader.show(stage: stage.name)
                if detail.state.isFresh, let found = FetchedFiles.description(detail) {
                    return Item(
                        dataset: stage.name, state: .here, source: found.source,
                        fidelity: found.fidelity, bytes: FetchedFiles.size(detail),
                        needsTerms: false)
                }
                return try Self.absent(
                    stage.name, in: space, needsTerms: terms.contains(stage.name))
            }
        }
    }

    private static func absent(
        _ name: String, in space: ProjectSpace, needsTerms: Bool
    ) throws -> Item {
        let manifest = try ManifestReader.load(name, projectRoot: space.root)
        let source = manifest.sources.first { source in
            source.manual == nil && source.files.allSatisfy { !$0.urls.isEmpty }
        }
        let sizes = source?.files.compactMap(\.size) ?? []
        return Item(
            dataset: name, state: source == nil ? .byHand : .fetchable, source: nil,
            fidelity: source?.fidelity,
            bytes: sizes.isEmpty || sizes.count != source?.files.count ? nil : sizes.reduce(0, +),
            needsTerms: needsTerms)
    }
}

/// Whether a figure could be run now.
struct FigureReadiness {
    enum State {
        case fresh
        case ready(stages: Int, expectedSeconds: Double?)
        /// `run` gets the data sets by itself.
        case fetches(datasets: [String])
        /// Somebody has to do something first: accept terms, or get data by hand.
        case lacks(datasets: [String])
        /// A stage cannot be started, for these reasons.
        case blocked(stage: String, reasons: [String])
    }

    let name: String
    let state: State

    private static func blocked(_ stages: [PlannedStage], in graph: StageGraph) -> State? {
        for planned in stages {
            guard case .blocked(let obstacle) = planned.state else { continue }
            return .blocked(stage: graph[planned.id].name, reasons: obstacle.lines)
        }
        return nil
    }

    /// Of the pipeline's figures; none where there is no pipeline that can be opened, which is told.
    static func all(
        _ options: ProjectOptions, _ data: DataInventory, console: Console
    ) throws -> [FigureReadiness] {
        let pipeline: OpenedPipeline
        do {
            pipeline = try OpenedPipeline(options, console: console)
        } catch let failure as CommandFailure {
            console.progress(failure.message)
            return []
        }
        let absent = Set(data.items.filter { $0.state != .here }.map(\.dataset))
        let obtainable = Set(
            data.items.filter { $0.state == .fetchable && !$0.needsTerms }.map(\.dataset))
        return try pipeline.read { reader in
            try pipeline.graph.figures.map { figure in
                let plan = try reader.plan(targets: [figure.name])
                let open = plan.stages.filter { !$0.state.isFresh }
                let lacking = open.compactMap {
                    FetchPipeline.dataset(of: pipeline.graph[$0.id])
                }.filter(absent.contains)
                let state: State =
                    if open.isEmpty {
                        .fresh
                    } else if let blocked = Self.blocked(open, in: pipeline.graph) {
                        blocked
                    } else if lacking.isEmpty {
                        .ready(
                            stages: open.count,
                            expectedSeconds: open.allSatisfy { $0.expectedSeconds != nil }
                                ? open.compactMap(\.expectedSeconds).reduce(0, +) : nil)
                    } else if obtainable.isSuperset(of: lacking) {
                        .fetches(datasets: Set(lacking).sorted())
                    } else {
                        .lacks(datasets: Set(lacking).subtracting(obtainable).sorted())
                    }
                return FigureReadiness(name: figure.name, state: state)
            }
        }
    }
}
