/// Why figures cannot be published, found before anything runs.
protocol FigureRefusal: Error, CustomStringConvertible {
    associatedtype Problem: FigureProblem

    var problems: [Problem] { get }
}

/// What is wrong with one figure; its description names it with its place in the pipeline.
protocol FigureProblem: CustomStringConvertible {
    var figure: String { get }
}

extension FigureRefusal {
    /// A line for each problem.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }

    /// The first problem of each figure.
    var byFigure: [String: String] {
        Dictionary(
            problems.map { ($0.figure, $0.description) },
            uniquingKeysWith: { first, _ in first })
    }
}
