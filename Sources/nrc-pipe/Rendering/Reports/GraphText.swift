internal import PipelineLanguage

/// The stage graph in a language that other programs draw.
enum GraphText {
    /// Graphviz's DOT.
    static func dot(_ graph: StageGraph, stages: [StageID]) -> String {
        var lines = [
            "digraph \"\(escaped(graph.pipelineName))\" {", "    rankdir=LR;",
            "    node [shape=box, fontname=\"sans-serif\"];",
        ]
        for id in stages {
            let stage = graph[id]
            lines.append(
                "    s\(id.index) [label=\"\(escaped(stage.name))\\n\(escaped(stage.kind))\"];")
        }
        for edge in edges(graph, stages) {
            lines.append(
                "    s\(edge.from.index) -> s\(edge.to.index) [label=\"\(escaped(edge.output))\"];")
        }
        for (index, figure) in figures(graph, stages).enumerated() {
            lines.append(
                "    f\(index) [label=\"\(escaped(figure.name))\", shape=note];")
            for stage in publishers(of: figure) {
                lines.append("    s\(stage.index) -> f\(index);")
            }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    /// Mermaid, which Markdown viewers show as a picture.
    static func mermaid(_ graph: StageGraph, stages: [StageID]) -> String {
        var lines = ["flowchart LR"]
        for id in stages {
            lines.append("    s\(id.index)[\"\(entities(graph[id].name))\"]")
        }
        for edge in edges(graph, stages) {
            lines.append(
                "    s\(edge.from.index) -->|\"\(entities(edge.output))\"| s\(edge.to.index)")
        }
        for (index, figure) in figures(graph, stages).enumerated() {
            lines.append("    f\(index)([\"\(entities(figure.name))\"])")
            for stage in publishers(of: figure) {
                lines.append("    s\(stage.index) --> f\(index)")
            }
        }
        return lines.joined(separator: "\n")
    }

    struct Edge: Hashable {
        let from: StageID
        let to: StageID
        let output: String
    }

    /// One edge for each output that a stage reads, however many of its inputs read it.
    static func edges(_ graph: StageGraph, _ stages: [StageID]) -> [Edge] {
        var edges: [Edge] = []
        for id in stages {
            var seen: Set<Edge> = []
            for source in graph[id].inputs.flatMap(\.sources) {
                guard case .output(let producer, let name) = source else { continue }
                let edge = Edge(from: producer, to: id, output: name)
                if seen.insert(edge).inserted { edges.append(edge) }
            }
        }
        return edges
    }

    /// Figures all of whose stages are shown.
    private static func figures(_ graph: StageGraph, _ stages: [StageID]) -> [Figure] {
        let shown = Set(stages)
        return graph.figures.filter { shown.isSuperset(of: $0.publications.map(\.stage)) }
    }

    private static func publishers(of figure: Figure) -> [StageID] {
        Set(figure.publications.map(\.stage)).sorted()
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "\"\\".contains($0) ? ["\\", $0] : [$0] })
    }

    private static func entities(_ text: String) -> String {
        String(text.flatMap { $0 == "\"" ? Array("#quot;") : [$0] })
    }
}
