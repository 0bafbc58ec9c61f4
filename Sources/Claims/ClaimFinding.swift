/// What was found of one claim.
package struct ClaimFinding: Sendable, Hashable {
    package var claim: String
    package var statement: String
    package var verdict: Verdict
    /// Seeds that count, without those excluded; of the smallest arm for a claim about arms alone.
    package var seeds: Int
    /// Seeds for which all conditions and trends hold; `nil` for a claim about arms alone.
    package var seedsPassed: Int?
    package var seedsExcluded: Int
    /// In the order in which the claim says them; empty when something could not be measured.
    package var parts: [Part]
    /// Index of the part that decided, or came nearest to deciding otherwise.
    package var deciding: Int?
    /// Why the claim is undetermined; empty for all others.
    package var obstacles: [Obstacle]
    /// Which data it rests on, as the measurements say it: `Swimmer (substitute: …)`.
    package var data: [String] = []

    /// One thing that has to hold.
    package struct Part: Sendable, Hashable {
        /// `cka in the last layer`; no two parts of a claim have the same.
        package var metric: String
        /// What the median has to keep, with the values in force: `> 0.9, > cka_ceiling = 0.989`.
        package var band: String
        package var verdict: Verdict
        /// Seeds for which it holds; `nil` where it is no matter of single seeds.
        package var seedsPassed: Int?
        /// Over the seeds; `nil` where no seed has a value.
        package var spread: Spread?
        /// How far inside its band it is, as `PredicateOutcome.margin`.
        var margin: Double
    }

    /// Median and range.
    package struct Spread: Sendable, Hashable {
        package var median: Double
        package var low: Double
        package var high: Double

        package init(median: Double, low: Double, high: Double) {
            self.median = median
            self.low = low
            self.high = high
        }

        /// `nil` of nothing.
        init?(_ values: [Double]) {
            guard let median = Statistics.median(values), let low = values.min(),
                let high = values.max()
            else { return nil }
            self.init(median: median, low: low, high: high)
        }
    }

    package enum Obstacle: Sendable, Hashable {
        /// Stages whose measurements are not made, or not from the present inputs.
        case notFresh([String])
        case unusable(stage: String, reason: String)
        case standIn([String])
        case tooFewSeeds(Int, needed: Int)
        case gap(String)
    }
}

extension ClaimFinding.Obstacle: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFresh(let stages):
            "\(stages.count == 1 ? "a measurement is" : "\(stages.count) measurements are")"
                + " not up to date: \(Self.listed(stages))"
        case .unusable(let stage, let reason):
            "the measurement of \(stage) can't be used: \(reason)"
        case .standIn(let names): "it rests on stand-in data: \(names.joined(separator: ", "))"
        case .tooFewSeeds(let count, let needed):
            "there \(count == 1 ? "is 1 seed" : "are \(count) seeds"), and it takes \(needed)"
        case .gap(let reason): reason
        }
    }

    private static func listed(_ names: [String]) -> String {
        let limit = 3
        let rest = names.count - limit
        return names.prefix(limit).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension ClaimFinding {
    /// What a reference keeps bands of: nothing of what rests on stand-in data, whose numbers say
    /// nothing of the paper, and which trains convolutions, whose bytes differ among processors.
    var referenceParts: [Part] {
        let restsOnStandIns = obstacles.contains { obstacle in
            if case .standIn = obstacle { true } else { false }
        }
        return restsOnStandIns ? [] : parts
    }

    /// All measurements were there and could be read; what they rest on is another matter.
    package var isMeasured: Bool {
        !obstacles.contains { obstacle in
            switch obstacle {
            case .notFresh, .unusable: true
            case .standIn, .tooFewSeeds, .gap: false
            }
        }
    }

    /// Nothing could be looked at, for want of fresh measurements.
    package var isUnmeasured: Bool {
        obstacles.contains { if case .notFresh = $0 { true } else { false } }
    }
}
