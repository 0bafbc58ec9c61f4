import PipelineLanguage
import Testing

@testable import PipelineEngine

@Suite struct ReadyQueueTests {
    /// Stages of the given cores; those of the worker can make use of more.
    private func stages(_ cores: [Int], runner: StageKind.Runner = .worker) throws -> [Stage] {
        let project = try TemporaryProject()
        for (index, count) in cores.enumerated() {
            project.stage("s\(index)", "true", cpu: count)
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
        var queue = ReadyQueue(cores: 4)
        queue.add(stages[0])
        #expect(taken(from: &queue) == [4])
        queue.add(stages[1])
        #expect(queue.next() == nil)
        queue.release(stages[0].id)
        #expect(taken(from: &queue) == [4])
    }

    @Test("two that wait get what they ask for, and so does one that comes while another runs")
    func together() throws {
        let stages = try stages([1, 2, 1])
        var queue = ReadyQueue(cores: 8)
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
        var queue = ReadyQueue(cores: 2)
        let command = try stages([1], runner: .command)[0]
        queue.add(command)
        #expect(taken(from: &queue) == [1])
        queue.release(command.id)
        queue.add(try stages([5], runner: .command)[0])
        #expect(taken(from: &queue) == [2])
    }
}
