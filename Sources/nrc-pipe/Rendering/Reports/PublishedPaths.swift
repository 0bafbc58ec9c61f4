internal import PipelineEngine
internal import PipelineLanguage

/// What a run of figures leaves in results/, for a person to open.
enum PublishedPaths {
    /// Relative to the project's root; gathered files of one folder are one entry.
    static func of(_ targets: [String], in pipeline: OpenedPipeline) -> [String] {
        guard let selection = try? TargetSelection(targets, in: pipeline.graph) else { return [] }
        var paths: [String] = []
        for index in selection.figures {
            let publications = pipeline.graph.figures[index].publications
            let folders = publications.compactMap { gatheringFolder(of: $0, pipeline) }
            for publication in publications {
                var path = publication.path
                if isFolder(publication, pipeline) {
                    path += "/"
                } else if let folder = gatheringFolder(of: publication, pipeline),
                    folders.count(where: { $0 == folder }) > 1
                {
                    path = folder
                }
                let shown = "results/\(pipeline.graph.resultsName)/\(path)"
                if !paths.contains(shown) { paths.append(shown) }
            }
        }
        return paths
    }

    private static func isFolder(
        _ publication: Figure.Publication, _ pipeline: OpenedPipeline
    ) -> Bool {
        let outputs = pipeline.graph[publication.stage].outputs
        return outputs.first { $0.name == publication.output }?.format == .folder
    }

    /// The folder of a file named `<stage><extension>`, as those that are gathered into one are.
    private static func gatheringFolder(
        of publication: Figure.Publication, _ pipeline: OpenedPipeline
    ) -> String? {
        let stage = pipeline.graph[publication.stage].name
        guard let slash = publication.path.lastIndex(of: "/"),
            publication.path[publication.path.index(after: slash)...].hasPrefix(stage)
        else { return nil }
        return String(publication.path[...slash])
    }
}
