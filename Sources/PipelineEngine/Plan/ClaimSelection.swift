internal import Glibc
package import PipelineLanguage

/// The claims that somebody asked for.
package struct ClaimSelection: Sendable {
    /// In the order of definition.
    package var claims: [Claim]
    /// Whether these are all claims of the pipeline.
    package var isWhole: Bool

    /// - Parameter targets: names of claims, of figures or of stages whose measurements claims are
    ///   about, globs, or `all`, which is also what an empty list means.
    /// - Throws: `UnknownClaims`, which lists all that fit nothing.
    package init(_ targets: [String], in graph: StageGraph) throws(UnknownClaims) {
        guard !targets.isEmpty, !targets.contains(TargetSelection.everything) else {
            self.init(graph.claims, in: graph)
            return
        }
        var chosen: Set<Int> = []
        var unknown: [UnknownClaims.Target] = []
        for target in targets {
            let matches = Self.matches(target, in: graph)
            chosen.formUnion(matches)
            if matches.isEmpty { unknown.append(Self.unknown(target, in: graph)) }
        }
        guard unknown.isEmpty else { throw UnknownClaims(targets: unknown) }
        self.init(chosen.sorted().map { graph.claims[$0] }, in: graph)
    }

    private init(_ claims: [Claim], in graph: StageGraph) {
        self.claims = claims
        isWhole = claims.count == graph.claims.count
    }

    private static func matches(_ target: String, in graph: StageGraph) -> [Int] {
        let isPattern = target.contains { "*?[".contains($0) }
        let named = graph.claims.indices.filter { index in
            let name = graph.claims[index].name
            return unsafe name == target || isPattern && fnmatch(target, name, 0) == 0
        }
        guard let selection = try? TargetSelection([target], in: graph) else { return named }
        let made = Set(selection.closure)
        return graph.claims.indices.filter { index in
            named.contains(index)
                || graph.claims[index].sources.contains { made.contains($0.stage) }
        }
    }

    private static func unknown(_ target: String, in graph: StageGraph) -> UnknownClaims.Target {
        let isTarget = (try? TargetSelection([target], in: graph)) != nil
        return UnknownClaims.Target(
            name: target, isTarget: isTarget,
            nearest: isTarget
                ? nil
                : NearestName.of(
                    target, among: graph.claims.map(\.name) + graph.figures.map(\.name)))
    }
}

/// Targets that no claim is about.
package struct UnknownClaims: Error, Hashable {
    package var targets: [Target]

    package struct Target: Hashable, Sendable {
        package var name: String
        /// There are stages or figures of that name.
        package var isTarget: Bool
        package var nearest: String?
    }
}

extension UnknownClaims: CustomStringConvertible {
    package var description: String { targets.map(\.description).joined(separator: "\n") }
}

extension UnknownClaims.Target: CustomStringConvertible {
    package var description: String {
        if isTarget { return "no claim is about '\(name)'" }
        let remedy = nearest.map { "did you mean \($0)?" } ?? "`nrc-pipe list` shows all"
        return "no claim, figure or stage is named '\(name)'; \(remedy)"
    }
}
