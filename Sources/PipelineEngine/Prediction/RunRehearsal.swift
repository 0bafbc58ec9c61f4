internal import PipelineLanguage

/// Plays a run through, in which stages take a known time: each starts when all before it have ended
/// and cores are free, in the graph's order, as in `ReadyQueue`.
struct RunRehearsal {
    private let graph: StageGraph
    private var queue: ReadyQueue
    /// How many stages before each have not ended.
    private var open: [StageID: Int] = [:]
    private var consumers: [StageID: [StageID]] = [:]

    init(of stages: [StageID], in graph: StageGraph, cores: Int) {
        self.graph = graph
        // A machine without its graphics processors would never start what wants some.
        let gpus = stages.map { graph[$0].resources.gpus }.max() ?? 0
        queue = ReadyQueue(
            MachineResources(cores: max(1, cores), gpus: (0..<gpus).map(String.init)))
        let all = Set(stages)
        for id in stages {
            let producers = graph[id].producers.filter(all.contains)
            open[id] = producers.count
            for producer in producers { consumers[producer, default: []].append(id) }
        }
    }

    /// When the last stage ends.
    ///
    /// - Parameter time: of a stage, from its start.
    mutating func seconds(_ time: (StageID) -> Double) -> Double {
        for (id, count) in open where count == 0 { queue.add(graph[id]) }
        var now = 0.0
        // As many as there are cores.
        var running: [(end: Double, grant: ReadyQueue.Grant)] = []
        while true {
            while let grant = queue.next() { running.append((now + time(grant.id), grant)) }
            guard let next = running.indices.min(by: { running[$0].end < running[$1].end }) else {
                return now
            }
            let ended = running.remove(at: next)
            now = ended.end
            queue.release(ended.grant.id)
            for id in consumers[ended.grant.id] ?? [] {
                open[id, default: 0] -= 1
                if open[id] == 0 { queue.add(graph[id]) }
            }
        }
    }
}
