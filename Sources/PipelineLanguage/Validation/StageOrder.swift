/// Orders stages so that producers stand before consumers, and finds cycles.
///
/// A cycle of definitions is a cycle of instances: every instance needs one of the stage before it,
/// and there are finitely many.
struct StageOrder {
    /// Indices of the stages; those that take part in or follow from a cycle are missing.
    private(set) var sorted: [Int] = []
    /// One cycle for each group of stages that need each other, each needing the next one; it
    /// starts with the stage that is defined first.
    private(set) var cycles: [[Int]] = []

    /// - Parameter producers: for each stage the stages it needs, without repetitions.
    init(producers: [[Int]]) {
        var consumers = [[Int]](repeating: [], count: producers.count)
        var missing = producers.map(\.count)
        for (stage, needed) in producers.enumerated() {
            for producer in needed { consumers[producer].append(stage) }
        }
        var ready = MinimumHeap()
        for stage in producers.indices where missing[stage] == 0 { ready.insert(stage) }
        sorted.reserveCapacity(producers.count)
        while let stage = ready.removeMinimum() {
            sorted.append(stage)
            for consumer in consumers[stage] {
                missing[consumer] -= 1
                if missing[consumer] == 0 { ready.insert(consumer) }
            }
        }
        if sorted.count < producers.count {
            findCycles(producers: producers, isLeft: missing.map { $0 > 0 })
        }
    }

    /// Every stage that is left needs one that is left, so that walking on always closes a cycle.
    private mutating func findCycles(producers: [[Int]], isLeft: [Bool]) {
        /// The walk on which a stage was met, from 1.
        var walks = [Int](repeating: 0, count: producers.count)
        for start in producers.indices where isLeft[start] && walks[start] == 0 {
            var path: [Int] = []
            var stage = start
            while walks[stage] == 0 {
                walks[stage] = start + 1
                path.append(stage)
                guard let next = producers[stage].first(where: { isLeft[$0] }) else { break }
                stage = next
            }
            guard walks[stage] == start + 1, let entry = path.firstIndex(of: stage) else {
                continue
            }
            let cycle = path[entry...]
            guard let first = cycle.min(), let turn = cycle.firstIndex(of: first) else { continue }
            cycles.append(Array(cycle[turn...] + cycle[..<turn]))
        }
    }
}

/// A binary heap of stage indices: the next stage is always the one defined first.
private struct MinimumHeap {
    private var items: [Int] = []

    mutating func insert(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child] < items[(child - 1) / 2] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeMinimum() -> Int? {
        guard let minimum = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return minimum }
        items[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < items.count {
                if items[child] < items[smallest] { smallest = child }
            }
            if smallest == parent { return minimum }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
