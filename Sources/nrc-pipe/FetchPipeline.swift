internal import DataManifests
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// The pipeline that `fetch` runs: one `dataset.fetch` stage for each data set, with the fingerprint
/// that the stage of a pipeline has too.
enum FetchPipeline {
    /// The name that logs and records of such runs have.
    private static let name = "fetch"
    private static let kind = "dataset.fetch"

    /// The data set that a stage gets; `nil` for stages that get none.
    static func dataset(of stage: Stage) -> String? {
        guard stage.kind == kind,
            case .text(let name)? = stage.parameters.first(where: { $0.name == "dataset" })?.value
        else { return nil }
        return name
    }

    /// - Parameter names: of data sets; empty for all.
    /// - Throws: `CommandFailure` for names without a manifest and for manifests that are wrong.
    static func opened(
        _ names: [String], _ options: ProjectOptions, console: Console
    ) throws -> OpenedPipeline {
        let space = try OpenedPipeline.space(options)
        let known = ManifestReader.names(projectRoot: space.root)
        guard !known.isEmpty else { throw CommandFailure.noManifests(space.root) }
        for name in names where !known.contains(name) {
            throw CommandFailure.unknownDataset(name, known: known)
        }
        var wanted: [String] = []
        for name in names.isEmpty ? known : names where !wanted.contains(name) {
            wanted.append(name)
        }
        return try OpenedPipeline(
            space: space, source: SourceFile(path: name, bytes: Array(text(wanted).utf8)),
            console: console)
    }

    private static func text(_ names: [String]) -> String {
        let stages = names.map { "  \($0): {kind: \(kind), with: {dataset: \($0)}}\n" }
        return "pipeline: {name: \(name), schema: 1}\nstages:\n" + stages.joined()
    }
}

extension CommandFailure {
    fileprivate static func noManifests(_ root: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: there is no data set to fetch: \(root)/\(ManifestReader.folder) has no manifest"
        )
    }

    fileprivate static func unknownDataset(_ name: String, known: [String]) -> CommandFailure {
        let remedy =
            NearestName.of(name, among: known).map { "did you mean \($0)?" }
            ?? "there are " + known.joined(separator: ", ")
        return CommandFailure(.invalid, "error: no data set is named '\(name)'; \(remedy)")
    }
}
