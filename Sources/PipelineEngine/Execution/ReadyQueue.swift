internal import PipelineLanguage

/// Stages that wait for resources, and the resources that are free.
///
/// Stages start in the graph's order; one that wants more than is free lets smaller ones
/// pass. The graph is finite, so that it comes to its turn. One that starts alone, while nothing else
/// waits or runs, gets all cores: whatever is left to do needs its outputs.
struct ReadyQueue {
    /// What a stage that starts holds until it ends.
    struct Grant: Hashable, Sendable {
        var id: StageID
        var cores: Int
        var memoryBytes: Int64 = 0
        /// As `CUDA_VISIBLE_DEVICES` names them.
        var gpus: [String] = []
        var exclusive: [String] = []
    }

    private let all: MachineResources
    private var free: MachineResources
    /// Exclusive names that are taken.
    private var taken: Set<String> = []
    /// Ascending from `first` on; before it lie those that were taken. Stages mostly come in order and
    /// go in order, at the ends of the array.
    private var waiting: [Entry] = []
    private var first = 0

    /// What the stages at work hold.
    private var held: [StageID: Grant] = [:]

    private struct Entry {
        var id: StageID
        var resources: Stage.Resources
        /// Whether it can make use of more: a command of somebody else's is not told.
        var takesMore: Bool
    }

    init(_ resources: MachineResources) {
        all = resources
        free = resources
    }

    mutating func add(_ stage: Stage) {
        var low = first
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].id < stage.id { low = middle + 1 } else { high = middle }
        }
        var resources = stage.resources
        // Whoever wants more than there is gets all there is.
        resources.cpu = min(resources.cpu, all.cores)
        resources.memoryBytes = min(resources.memoryBytes ?? 0, all.memoryBytes)
        waiting.insert(
            Entry(id: stage.id, resources: resources, takesMore: stage.runner == .worker), at: low)
    }

    /// Takes the next stage that fits, and what it holds: at least one core, and all where it wants
    /// more than there are.
    mutating func next() -> Grant? {
        guard free.cores > 0,
            let index = waiting[first...].firstIndex(where: { fits($0.resources) })
        else { return nil }
        let entry = take(index)
        let isAlone = isEmpty && held.isEmpty
        let grant = Grant(
            id: entry.id, cores: isAlone && entry.takesMore ? all.cores : entry.resources.cpu,
            memoryBytes: entry.resources.memoryBytes ?? 0,
            gpus: Array(free.gpus.prefix(entry.resources.gpus)),
            exclusive: entry.resources.exclusive)
        free.cores -= grant.cores
        free.memoryBytes -= grant.memoryBytes
        free.gpus.removeFirst(grant.gpus.count)
        taken.formUnion(grant.exclusive)
        held[entry.id] = grant
        return grant
    }

    private mutating func take(_ index: Int) -> Entry {
        guard index == first else { return waiting.remove(at: index) }
        let entry = waiting[first]
        first += 1
        if first > waiting.count / 2 {
            waiting.removeFirst(first)
            first = 0
        }
        return entry
    }

    private func fits(_ wanted: Stage.Resources) -> Bool {
        wanted.cpu <= free.cores && wanted.memoryBytes ?? 0 <= free.memoryBytes
            && wanted.gpus <= free.gpus.count && taken.isDisjoint(with: wanted.exclusive)
    }

    /// Gives back what a stage holds.
    mutating func release(_ id: StageID) {
        guard let grant = held.removeValue(forKey: id) else { return }
        free.cores += grant.cores
        free.memoryBytes += grant.memoryBytes
        free.gpus.append(contentsOf: grant.gpus)
        free.gpus.sort { all.position(ofGPU: $0) < all.position(ofGPU: $1) }
        taken.subtract(grant.exclusive)
    }

    var isEmpty: Bool { first == waiting.count }
}
