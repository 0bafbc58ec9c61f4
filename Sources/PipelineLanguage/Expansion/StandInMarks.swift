extension StageGraph {
    /// The parameter that names, on a figure's face, what stands in for the paper's data.
    package static let standInParameter = "stand_in"

    /// Follows stand-in data through the graph, and names it in every stage whose kind shows it.
    ///
    /// Nobody has to remember to mark a figure, and nobody can leave the mark out.
    mutating func markStandIns(kinds: [StageKind]) {
        let made = Dictionary(
            kinds.compactMap { kind in kind.standsIn.map { (kind.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard stages.contains(where: { made[$0.kind] != nil }) else { return }
        let showing = Set(kinds.lazy.filter(\.namesStandIns).map(\.name))
        for index in stages.indices {
            let stage = stages[index]
            var standIns = Set(stage.producers.flatMap { stages[$0.index].standIns })
            if let own = made[stage.kind] { standIns.insert(own) }
            guard !standIns.isEmpty else { continue }
            stages[index].standIns = standIns.sorted()
            if showing.contains(stage.kind) { stages[index].nameStandIns() }
        }
    }
}

extension Stage {
    /// Puts the mark where the pipeline's author may have written one already.
    fileprivate mutating func nameStandIns() {
        let mark = standIns.joined(separator: ", ")
        let name = StageGraph.standInParameter
        guard let index = parameters.firstIndex(where: { $0.name == name }) else {
            parameters.append(Parameter(name: name, value: .text(mark), origin: .builtIn))
            parameters.sort { $0.name < $1.name }
            return
        }
        let written = parameters[index].value.description
        parameters[index].value = .text(written.isEmpty ? mark : "\(mark); \(written)")
    }
}
