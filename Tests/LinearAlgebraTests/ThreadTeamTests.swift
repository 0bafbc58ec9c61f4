import Foundation
import LinearAlgebra
import Synchronization
import Testing

@Suite struct ThreadTeamTests {
    /// Fewer and more than any machine's cores.
    static let sizes = [1, 2, 3, 4, 7, 64]

    @Test("each piece is done once, and all when the call returns", arguments: sizes)
    func eachOnce(_ threads: Int) {
        let team = ThreadTeam(threads: threads)
        #expect(team.threads == threads)
        let counters = Counters(100)
        for pieces in Array(0...20) + [63, 64, 65, 100] {
            team.perform(pieces: pieces) { counters.values[$0].increase() }
            for index in 0..<100 {
                #expect(
                    counters.values[index].reset()
                        == (index < pieces ? 1 : 0))
            }
        }
    }

    @Test("more pieces than a team takes at a time are done in rounds")
    func rounds() {
        let team = ThreadTeam(threads: 3)
        let counters = Counters(10_000)
        team.perform(pieces: 10_000) { counters.values[$0].increase() }
        #expect(counters.values.allSatisfy { $0.reset() == 1 })
    }

    @Test("a task sees what the one before wrote, over many short tasks", arguments: sizes)
    func inTurn(_ threads: Int) {
        let team = ThreadTeam(threads: threads)
        let count = 8
        // Plain memory: only the team's own order of things keeps its threads apart.
        let first = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        let second = UnsafeMutableBufferPointer<Int>.allocate(capacity: count)
        defer {
            unsafe first.deallocate()
            unsafe second.deallocate()
        }
        unsafe first.initialize(repeating: 0)
        unsafe second.initialize(repeating: 0)
        nonisolated(unsafe) var (source, destination) = unsafe (first, second)
        let rounds = threads > 8 ? 200 : 4000
        for _ in 0..<rounds {
            nonisolated(unsafe) let (from, to) = unsafe (source, destination)
            team.perform(pieces: count) { piece in
                unsafe to[piece] = unsafe from[(piece + 1) % count] + 1
            }
            unsafe swap(&source, &destination)
        }
        #expect(unsafe source.allSatisfy { $0 == rounds })
    }

    @Test("threads that have fallen asleep wake up for the next task")
    func asleep() {
        let team = ThreadTeam(threads: 4)
        let counters = Counters(1)
        for _ in 0..<5 {
            Thread.sleep(forTimeInterval: 0.02)
            team.perform(pieces: 4) { _ in
                // Long enough that the caller does not take them all before anyone wakes.
                Thread.sleep(forTimeInterval: 0.005)
                counters.values[0].increase()
            }
        }
        #expect(counters.values[0].value == 20)
    }

    @Test("pieces that wait for each other all run: threads work at the same time")
    func atOnce() {
        let team = ThreadTeam(threads: 3)
        let counters = Counters(1)
        team.perform(pieces: 3) { _ in
            counters.values[0].increase()
            while counters.values[0].value < 3 {
                Thread.sleep(forTimeInterval: 0.001)
            }
        }
        #expect(counters.values[0].value == 3)
    }

    @Test("the caller does all pieces itself when the others are held up")
    func heldUp() {
        let team = ThreadTeam(threads: 2)
        let counters = Counters(2)
        team.perform(pieces: 40) { piece in
            // The second member's first piece takes as long as all others together.
            if piece == 1 {
                while counters.values[0].value < 39 {
                    Thread.sleep(forTimeInterval: 0.001)
                }
            } else {
                counters.values[0].increase()
            }
        }
        #expect(counters.values[0].value == 39)
    }

    @Test("hundreds of teams come and go")
    func manyTeams() {
        for index in 0..<300 {
            let team = ThreadTeam(threads: 1 + index % 8)
            let counters = Counters(1)
            if index % 3 > 0 {
                team.perform(pieces: index % 13) { _ in
                    counters.values[0].increase()
                }
                #expect(counters.values[0].value == index % 13)
            }
        }
    }

    @Test("the team's threads take no signals")
    func signals() throws {
        let team = ThreadTeam(threads: 4)
        team.perform(pieces: 64) { _ in }
        var held = 0
        var threads = 0
        for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
            guard
                let status = try? String(
                    contentsOfFile: "/proc/self/task/\(thread)/status", encoding: .utf8),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigBlk:") }),
                let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
            else { continue }
            threads += 1
            // Bit n − 1 is signal n.
            if mask & (1 << UInt64(SIGTERM - 1)) != 0, mask & (1 << UInt64(SIGSEGV - 1)) == 0 {
                held += 1
            }
        }
        #expect(held >= 3 && threads > held)
        withExtendedLifetime(team) {}
    }
}

/// Numbers that several threads may count up.
private final class Counters: Sendable {
    let values: [Counter]

    init(_ count: Int) { values = (0..<count).map { _ in Counter() } }
}

private final class Counter: Sendable {
    private let number = Atomic(0)

    func increase() { number.wrappingAdd(1, ordering: .sequentiallyConsistent) }

    /// Back to 0.
    func reset() -> Int { number.exchange(0, ordering: .sequentiallyConsistent) }

    var value: Int { number.load(ordering: .sequentiallyConsistent) }
}
