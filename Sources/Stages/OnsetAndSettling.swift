internal import Collapse
internal import Figures

/// When collapse set in and when the loss had settled, over the seeds of one setting.
struct OnsetAndSettling {
    private let seeds: Int
    /// The seeds that have an onset or, where none has one, all: both medians are over the same
    /// seeds, or the lines could lie in an order that is no seed's.
    private let drawn: [Trajectory]

    /// - Parameter trajectories: at least one.
    init(_ trajectories: [Trajectory]) {
        seeds = trajectories.count
        let collapsed = trajectories.filter { $0.onsetEpoch != nil }
        drawn = collapsed.isEmpty ? trajectories : collapsed
    }

    /// The median; nil where no seed has one.
    var onset: Double? { Median.of(drawn.compactMap(\.onsetEpoch).map(Double.init)) }

    /// The median over the seeds of `onset`.
    var settling: Double? { Median.of(drawn.compactMap(\.settlingEpoch).map(Double.init)) }

    /// What the seeds show one by one, which the medians need not: of three pairs, two may have
    /// the order that the lines do not have.
    var verdict: String {
        let withOnset = drawn.count { $0.onsetEpoch != nil }
        let late = drawn.count { trajectory in
            guard let onset = trajectory.onsetEpoch, let settling = trajectory.settlingEpoch else {
                return false
            }
            return onset >= settling
        }
        if seeds == 1 {
            return withOnset == 0 ? "no onset" : "onset \(late == 1 ? "not " : "")before settling"
        }
        if withOnset == 0 { return "onset in none of \(seeds) seeds" }
        return withOnset == seeds
            ? "onset not before settling: \(late) of \(seeds) seeds"
            : "onset in \(withOnset) of \(seeds) seeds, not before settling in \(late)"
    }
}
