package import PipelineLanguage

extension Publisher {
    /// Makes sure that nothing stands where the figures are to be published, before hours are spent
    /// on what they show.
    ///
    /// - Throws: `ObstructedPublications`, which tells one obstacle for each figure; `FileError`.
    static func checkPlaces(
        figures: [Int], graph: StageGraph, in space: ProjectSpace
    ) throws {
        var problems: [ObstructedPublications.Problem] = []
        var clear: Set<String> = []
        for figure in figures.map({ graph.figures[$0] }) {
            do {
                for publication in figure.publications {
                    let place = publication.place(in: graph)
                    let isFolder = graph[publication.stage].outputs.contains {
                        $0.name == publication.output && $0.format == .folder
                    }
                    // The folders that have to be there: for a folder's files itself too.
                    let parent = isFolder ? place : FileTree.parent(of: place) ?? ""
                    if !clear.contains(parent) {
                        try space.checkStaysInside("\(parent)/file")
                        clear.insert(parent)
                    }
                    if !isFolder { try space.checkTakesFile(place) }
                }
            } catch let error as PublicationError {
                problems.append(
                    ObstructedPublications.Problem(
                        location: figure.location, figure: figure.name, error: error))
            }
        }
        guard problems.isEmpty else { throw ObstructedPublications(problems: problems) }
    }
}

/// Files, folders and links that stand where figures are to be published.
package struct ObstructedPublications: Error, Hashable {
    package var problems: [Problem]

    package struct Problem: Hashable, Sendable {
        package var location: SourceLocation
        package var figure: String
        package var error: PublicationError
    }
}

extension ObstructedPublications: FigureRefusal {}

extension ObstructedPublications.Problem: FigureProblem {
    package var description: String { "\(location): figure '\(figure)': \(error)" }
}
