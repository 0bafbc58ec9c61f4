internal import PipelineLanguage

/// Stages that wait for cores, and the cores that are free.
///
/// Stages start in the graph's order; one that wants more cores than are free lets smaller ones
/// pass. The graph is finite, so that it comes to its turn. One that starts alone, while nothing else
/// waits or runs, gets all cores: whatever is left to do needs its outputs.
struct ReadyQueue {
    private let cores: Int
    private var free: Int
    /// Descending, so that the next one is taken from the end.
    private var waiting: [Entry] = []

    /// What the stages at work hold.
    private var held: [StageID: Int] = [:]

    private struct Entry {
        var id: StageID
        var cores: Int
        /// Whether it can make use of more: a command of somebody else's is not told.
        var takesMore: Bool
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
        waiting.insert(
            Entry(
                id: stage.id, cores: min(stage.resources.cpu, cores),
                takesMore: stage.runner == .worker),
            at: low)
    }

    /// Takes the next stage that fits, and its cores: at least one, and all where it wants more than
    /// there are.
    mutating func next() -> (id: StageID, cores: Int)? {
        guard free > 0, let index = waiting.lastIndex(where: { $0.cores <= free }) else {
            return nil
        }
        let entry = waiting.remove(at: index)
        let isAlone = waiting.isEmpty && free == cores
        let taken = isAlone && entry.takesMore ? cores : entry.cores
        free -= taken
        held[entry.id] = taken
        return (entry.id, taken)
    }

    /// Gives the cores of a stage back.
    mutating func release(_ id: StageID) { free += held.removeValue(forKey: id) ?? 0 }

    var isEmpty: Bool { waiting.isEmpty }
}
