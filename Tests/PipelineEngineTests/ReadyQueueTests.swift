import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ReadyQueueTests {
    /// Stages of the given cores; those of the worker can make use of more.
    private func stages(_ cores: [Int], runner: StageKind.Runner = .worker) throws -> [Stage] {
        let project = try TemporaryProject()
        for (index, count) in cores.enumerated() {
            project.stage("s\(index)", "true", resources: Stage.Resources(cpu: count))
            project.graph.stages[index].runner = runner
        }
        return project.graph.stages
    }

    private func taken(from queue: inout ReadyQueue) -> [Int] {
        var cores: [Int] = []
        while let next = queue.next() { cores.append(next.cores) }
        return cores
    }

    @Test("a stage that starts alone gets all cores, and gives them all back")
    func alone() throws {
        let stages = try stages([1, 1])
        var queue = ReadyQueue(MachineResources(cores: 4))
        queue.add(stages[0])
        #expect(taken(from: &queue) == [4])
        queue.add(stages[1])
        #expect(queue.next() == nil)
        queue.release(stages[0].id)
        #expect(taken(from: &queue) == [4])
    }

    private func takeFirst(of waiting: inout Set<Int>, from queue: inout ReadyQueue) throws {
        let next = queue.next()
        let grant = try #require(next)
        #expect(grant.id.index == waiting.min())
        waiting.remove(grant.id.index)
        queue.release(grant.id)
    }

    @Test("whenever stages come, the next one is the first of the graph among those that wait")
    func order() throws {
        let all = try stages([Int](repeating: 1, count: 500))
        var queue = ReadyQueue(MachineResources(cores: 1))
        var waiting: Set<Int> = []
        for (step, stage) in all.shuffled().enumerated() {
            queue.add(stage)
            waiting.insert(stage.id.index)
            if step % 3 == 0 { try takeFirst(of: &waiting, from: &queue) }
        }
        while !waiting.isEmpty { try takeFirst(of: &waiting, from: &queue) }
        #expect(queue.isEmpty)
    }

    @Test("two that wait get what they ask for, and so does one that comes while another runs")
    func together() throws {
        let stages = try stages([1, 2, 1])
        var queue = ReadyQueue(MachineResources(cores: 8))
        queue.add(stages[0])
        queue.add(stages[1])
        #expect(taken(from: &queue) == [1, 2])
        queue.add(stages[2])
        #expect(taken(from: &queue) == [1])
        for stage in stages { queue.release(stage.id) }
        queue.add(stages[0])
        #expect(taken(from: &queue) == [8])
    }

    @Test("a command alone gets no more than it asks for, a stage no more than there is")
    func limits() throws {
        var queue = ReadyQueue(MachineResources(cores: 2))
        let command = try stages([1], runner: .command)[0]
        queue.add(command)
        #expect(taken(from: &queue) == [1])
        queue.release(command.id)
        queue.add(try stages([5], runner: .command)[0])
        #expect(taken(from: &queue) == [2])
    }

    /// Stages that want resources of other kinds, one core each.
    private func stages(wanting resources: [Stage.Resources]) throws -> [Stage] {
        let project = try TemporaryProject()
        for (index, wanted) in resources.enumerated() {
            project.stage("s\(index)", "true", resources: wanted)
        }
        return project.graph.stages
    }

    private func names(from queue: inout ReadyQueue) -> [Int] {
        var names: [Int] = []
        while let next = queue.next() { names.append(next.id.index) }
        return names
    }

    @Test("memory is shared out, and whoever wants more than there is waits for all of it")
    func memory() throws {
        let wanted = [6, 5, 4, 100].map { Stage.Resources(memoryBytes: $0) }
        let stages = try stages(wanting: wanted)
        var queue = ReadyQueue(MachineResources(cores: 8, memoryBytes: 10))
        stages.forEach { queue.add($0) }
        #expect(names(from: &queue) == [0, 2])
        queue.release(stages[0].id)
        #expect(names(from: &queue) == [1])
        queue.release(stages[1].id)
        queue.release(stages[2].id)
        #expect(names(from: &queue) == [3])
    }

    @Test("graphics processors are given out by name, the first free ones first")
    func gpus() throws {
        let stages = try stages(wanting: [2, 1, 1, 0].map { Stage.Resources(gpus: $0) })
        var queue = ReadyQueue(MachineResources(cores: 8, gpus: ["3", "5", "0"]))
        stages.forEach { queue.add($0) }
        #expect(queue.next()?.gpus == ["3", "5"])
        #expect(queue.next()?.gpus == ["0"])
        #expect(queue.next()?.gpus == [])
        #expect(queue.next() == nil)
        queue.release(stages[1].id)
        queue.release(stages[0].id)
        #expect(queue.next()?.gpus == ["3"])
    }

    @Test("stages with an exclusive name in common never run together; others pass them")
    func exclusive() throws {
        let wanted = [["a", "b"], ["b"], ["c"], ["a"]].map { Stage.Resources(exclusive: $0) }
        let stages = try stages(wanting: wanted)
        var queue = ReadyQueue(MachineResources(cores: 8))
        stages.forEach { queue.add($0) }
        #expect(names(from: &queue) == [0, 2])
        queue.release(stages[0].id)
        #expect(names(from: &queue) == [1, 3])
    }
}
