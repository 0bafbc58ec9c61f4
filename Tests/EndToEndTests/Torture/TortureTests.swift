import Foundation
import TestSupport
import Testing

/// Disturbs a project for a while, at random moments and in every way it knows.
///
/// `NRC_PIPE_TORTURE_SECONDS` makes it longer (`make torture`), `NRC_PIPE_TORTURE_SEED` repeats
/// what a failure names.
@Suite(.serialized) struct TortureTests {
    private static let seconds = number("NRC_PIPE_TORTURE_SECONDS").map { Double($0) } ?? 40

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test("whatever is killed, filled, spoilt or doubled, the next run puts everything right")
    func torture() throws {
        let seed = Self.number("NRC_PIPE_TORTURE_SEED") ?? UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let project = try TortureProject()
        let end = Date().addingTimeInterval(Self.seconds)
        var survived: [String: Int] = [:]
        var round = 0
        while Date() < end {
            // Each has its turn before any has its second.
            for disturbance in Disturbance.possible.shuffled(using: &random) where Date() < end {
                round += 1
                try project.suffer(disturbance, random: &random)
                let problems = try project.problemsAfterRepair()
                #expect(problems == [], "round \(round), \(disturbance), seed \(seed)")
                guard problems.isEmpty else { return }
                survived["\(disturbance)", default: 0] += 1
            }
        }
        let counts = survived.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        print("torture: seed \(seed), \(round) rounds: \(counts.joined(separator: ", "))")
        for skipped in Disturbance.allCases where !Disturbance.possible.contains(skipped) {
            print("torture: left out \(skipped), which needs root and mount namespaces")
        }
    }
}
