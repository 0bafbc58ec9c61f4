package import PipelineLanguage

extension Publisher {
    /// Makes sure that the figures overwrite nothing that another pipeline has published: each would
    /// replace the other's files whenever it runs.
    ///
    /// - Throws: `PublishedByOthers`, which lists all of them; `StateError`.
    static func check(
        figures: [Int], graph: StageGraph, in space: ProjectSpace, database: StateDatabase
    ) throws {
        let others = try database.published(
            below: "results/\(graph.resultsName)/", besides: graph.pipelineName)
        guard !others.isEmpty else { return }
        var problems: [PublishedByOthers.Problem] = []
        for figure in figures.map({ graph.figures[$0] }) {
            for publication in figure.publications {
                let place = publication.place(in: graph)
                let other = others.first { other in
                    // What was removed is nobody's any more.
                    Sandbox.lies(other.path, in: place)
                        && (try? FileStatus.ofLink(at: space.absolute(other.path))) != nil
                }
                guard let other else { continue }
                problems.append(
                    PublishedByOthers.Problem(
                        location: figure.location, figure: figure.name, path: other.path,
                        owner: other.owner))
            }
        }
        guard problems.isEmpty else { throw PublishedByOthers(problems: problems) }
    }
}

/// Files that another pipeline of the project has published where this one is to publish its own.
package struct PublishedByOthers: Error, Hashable {
    package var problems: [Problem]

    package struct Problem: Hashable, Sendable {
        package var location: SourceLocation
        package var figure: String
        /// Relative to the project root.
        package var path: String
        /// `pipeline/results/figure`.
        package var owner: String
    }
}

extension PublishedByOthers: FigureRefusal {}

extension PublishedByOthers.Problem: FigureProblem {
    package var description: String {
        let names = owner.split(separator: "/", omittingEmptySubsequences: false)
        return """
            \(location): figure '\(figure)': '\(path)' was published by the pipeline \
            '\(names.first ?? "")', as part of its figure '\(names.last ?? "")'; publish under \
            another path or a profile of another name, or remove the file if it is out of use
            """
    }
}
