/// Seconds of wall time.
enum Stopwatch {
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure(work)
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// The least of several: what the work takes when nothing else disturbs it.
    static func best(of times: Int, _ work: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<times { best = min(best, try seconds(work)) }
        return best
    }

    /// The first decile: what work takes when nothing else disturbs it, on a machine that is shared.
    static func undisturbed(_ seconds: [Double]) -> Double {
        seconds.isEmpty ? .infinity : seconds.sorted()[seconds.count / 10]
    }

    static func median(of times: Int, _ work: () throws -> Void) rethrows -> Double {
        var all: [Double] = []
        for _ in 0..<times { all.append(try seconds(work)) }
        return all.sorted()[times / 2]
    }
}
