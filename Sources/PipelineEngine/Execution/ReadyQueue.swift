internal import PipelineLanguage

/// Stages that wait for cores, and the cores that are free.
///
/// Stages start in the graph's order; one that wants more cores than are free lets smaller ones
/// pass. The graph is finite, so that it comes to its turn.
struct ReadyQueue {
    private let cores: Int
    private var free: Int
    /// Descending, so that the next one is taken from the end.
    private var waiting: [Entry] = []

    private struct Entry {
        var id: StageID
        var cores: Int
    }

    init(cores: Int) {
        self.cores = cores
        free = cores
    }

    mutating func add(_ stage: Stage) {
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].id > stage.id { low = middle + 1 } else { high = middle }
        }
        waiting.insert(Entry(id: stage.id, cores: cost(of: stage)), at: low)
    }

    /// Takes the next stage that fits, and its cores.
    mutating func next() -> StageID? {
        guard free > 0, let index = waiting.lastIndex(where: { $0.cores <= free }) else {
            return nil
        }
        let entry = waiting.remove(at: index)
        free -= entry.cores
        return entry.id
    }

    /// Gives the cores of a stage back.
    mutating func release(_ stage: Stage) { free += cost(of: stage) }

    var isEmpty: Bool { waiting.isEmpty }

    /// A stage that wants more than there is gets all, and runs alone.
    private func cost(of stage: Stage) -> Int { min(stage.resources.cpu, cores) }
}
