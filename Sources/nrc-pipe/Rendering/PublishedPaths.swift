internal import PipelineEngine
internal import PipelineLanguage

/// What a run of figures leaves in results/, for a person to open.
enum PublishedPaths {
    /// Relative to the project's root; gathered files of one folder are one entry.
    static func of(_ targets: [String], in pipeline: OpenedPipeline) -> [String] {
        guard let selection = try? TargetSelection(targets, in: pipeline.graph) else { return [] }
        var paths: [String] = []
        for index in selection.figures {
            for publication in pipeline.graph.figures[index].publications {
                let path = "results/\(pipeline.graph.resultsName)/\(shown(publication, pipeline))"
                if !paths.contains(path) { paths.append(path) }
            }
        }
        return paths
    }

    /// A folder ends with a slash. A file that was gathered into a folder is named
    /// `<stage><extension>`; the folder says enough.
    private static func shown(
        _ publication: Figure.Publication, _ pipeline: OpenedPipeline
    ) -> String {
        let stage = pipeline.graph[publication.stage]
        let output = stage.outputs.first { $0.name == publication.output }
        if output?.format == .folder { return publication.path + "/" }
        guard let slash = publication.path.lastIndex(of: "/"),
            publication.path[publication.path.index(after: slash)...].hasPrefix(stage.name)
        else { return publication.path }
        return String(publication.path[...slash])
    }
}
