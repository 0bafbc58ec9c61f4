internal import PipelineLanguage

/// Which figures the definitions of stages belong to, by all that a figure is made from.
enum FiguresOfStages {
    /// - Returns: the names of figures, sorted, by definition.
    static func collect(_ graphs: [StageGraph]) -> [String: [String]] {
        var figures: [String: Set<String>] = [:]
        for graph in graphs {
            for figure in graph.figures {
                guard let selection = try? TargetSelection([figure.name], in: graph) else {
                    continue
                }
                for id in selection.closure {
                    figures[graph[id].definitionName, default: []].insert(figure.name)
                }
            }
        }
        return figures.mapValues { $0.sorted() }
    }
}
