internal import Glibc
package import PipelineLanguage

/// What somebody asked for, found in the graph.
package struct TargetSelection: Sendable {
    package static let everything = "all"

    /// As they were written.
    package var targets: [String]
    /// The stages that the targets name; for a figure, those that it publishes.
    package var named: Set<StageID>
    /// Indices into the graph's figures.
    package var figures: [Int]
    /// Everything that the named stages need, and themselves; in the graph's order.
    package var closure: [StageID]

    /// - Parameter targets: names of stages, some axes of instances (`train@seed=1`), names of
    ///   definitions or of figures, globs, or `all`
    ///   (what figures and claims need; without any, every stage), which is also what an empty list
    ///   means.
    /// - Throws: `UnknownTargets`, which lists all that fit nothing.
    package init(_ targets: [String], in graph: StageGraph) throws(UnknownTargets) {
        guard !graph.stages.isEmpty else { throw UnknownTargets(targets: []) }
        self.targets = targets.isEmpty ? [Self.everything] : targets
        var named: Set<StageID> = []
        var figures: Set<Int> = []
        var unknown: [UnknownTargets.Target] = []
        for target in self.targets {
            let matches = Self.matches(target, in: graph)
            if matches.stages.isEmpty && matches.figures.isEmpty {
                unknown.append(
                    UnknownTargets.Target(
                        name: target,
                        nearest: NearestName.of(target, among: Self.names(in: graph))))
            }
            named.formUnion(matches.stages)
            figures.formUnion(matches.figures)
        }
        guard unknown.isEmpty else { throw UnknownTargets(targets: unknown) }
        for figure in figures {
            named.formUnion(graph.figures[figure].publications.map(\.stage))
        }
        self.named = named
        self.figures = figures.sorted()
        closure = graph.closure(of: named)
    }

    /// Stages that are known by their ids.
    init(stages: Set<StageID>, in graph: StageGraph) {
        targets = stages.sorted().map { graph[$0].name }
        named = stages
        figures = []
        closure = graph.closure(of: stages)
    }

    private static func matches(
        _ target: String, in graph: StageGraph
    ) -> (stages: [StageID], figures: [Int]) {
        if target == everything {
            return (allStages(of: graph), Array(graph.figures.indices))
        }
        if let selector = InstanceSelector(target) {
            let stages = graph.stages.filter(selector.fits)
            if !stages.isEmpty { return (stages.map(\.id), []) }
        }
        let isPattern = target.contains { "*?[".contains($0) }
        func fits(_ name: String) -> Bool {
            if name == target { return true }
            return unsafe isPattern && fnmatch(target, name, 0) == 0
        }
        let stages = graph.stages.filter { fits($0.name) || fits($0.definitionName) }
        let figures = graph.figures.indices.filter { fits(graph.figures[$0].name) }
        return (stages.map(\.id), Array(figures))
    }

    /// What figures publish and claims are about; every stage where there is neither. A stage that
    /// nothing of it needs, such as the data that a parameter does not choose, is run by its name.
    private static func allStages(of graph: StageGraph) -> [StageID] {
        let wanted =
            graph.figures.flatMap { $0.publications.map(\.stage) }
            + graph.claims.flatMap { $0.sources.map(\.stage) }
        return wanted.isEmpty ? graph.stages.map(\.id) : wanted
    }

    private static func names(in graph: StageGraph) -> [String] {
        graph.figures.map(\.name) + graph.stages.map(\.name) + graph.stages.map(\.definitionName)
    }
}

/// `train@seed=1`: the instances of a sweep that have these values on these axes, in any order, and
/// any values on others.
private struct InstanceSelector {
    private let definition: Substring
    private let values: [Substring]

    /// `nil` for what is no such name; globs are another matter.
    init?(_ target: String) {
        guard let mark = target.firstIndex(of: "@"), !target.contains(where: { "*?[".contains($0) })
        else { return nil }
        definition = target[..<mark]
        values = target[target.index(after: mark)...].split(
            separator: ",", omittingEmptySubsequences: false)
    }

    func fits(_ stage: Stage) -> Bool {
        guard stage.definitionName == definition, let mark = stage.name.firstIndex(of: "@") else {
            return false
        }
        let own = stage.name[stage.name.index(after: mark)...].split(separator: ",")
        return values.allSatisfy(own.contains)
    }
}

/// Targets that name nothing.
package struct UnknownTargets: Error, Hashable {
    /// Empty where the pipeline has no stage to name.
    package var targets: [Target]

    package struct Target: Hashable, Sendable {
        package var name: String
        package var nearest: String?
    }
}

extension UnknownTargets: CustomStringConvertible {
    package var description: String {
        targets.isEmpty
            ? "the pipeline has no stages yet; add one below 'stages:'"
            : targets.map(\.description).joined(separator: "\n")
    }
}

extension UnknownTargets.Target: CustomStringConvertible {
    package var description: String {
        let remedy = nearest.map { "did you mean \($0)?" } ?? "`nrc-pipe list` shows all"
        return "no stage or figure is named '\(name)'; \(remedy)"
    }
}
