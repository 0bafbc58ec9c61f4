/// What has to hold of a claim's measurements.
package struct ClaimTerms: Sendable, Hashable {
    package var seeds: SeedRule
    /// A measurement of which one of these holds is not counted.
    package var exclusions: [ClaimCondition] = []
    /// All must hold of one seed's measurement for the seed to pass.
    package var conditions: [ClaimCondition] = []
    package var trends: [ClaimTrend] = []
    package var comparisons: [ClaimComparison] = []

    package init(seeds: SeedRule) { self.seeds = seeds }
}

/// From the number of seeds that pass to a verdict.
package struct SeedRule: Sendable, Hashable {
    /// As many as a median must have that is compared or tells of a trend, where no claim says else:
    /// of two, one may turn it.
    package static let neededOfMedian = 3

    /// Fewer seeds than this decide nothing; `nil` where the claim does not say.
    package var needed: Int?
    /// At least so many make the claim pass.
    package var passing: SeedCount
    /// At most so many make it fail, and what lies between is mixed; `nil` where all that does
    /// not pass fails.
    package var failing: SeedCount?

    package init(needed: Int? = nil, passing: SeedCount = .all, failing: SeedCount? = nil) {
        self.needed = needed
        self.passing = passing
        self.failing = failing
    }

    /// How many seeds each condition must be looked at in.
    package var neededByConditions: Int { needed ?? 1 }
    /// How many seeds each arm of a comparison, and each trend, must have.
    package var neededByMedians: Int { needed ?? Self.neededOfMedian }
}

/// A number of seeds, which may depend on how many there are.
package enum SeedCount: Sendable, Hashable {
    case count(Int)
    /// `4 of 5`, for any number of seeds.
    case share(Int, of: Int)
    case all

    /// The least number that is no smaller than this among `seeds`.
    package func roundedUp(of seeds: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let part, let whole): (part * seeds + whole - 1) / whole
        case .all: seeds
        }
    }

    /// The greatest number that is no larger than this among `seeds`.
    package func roundedDown(of seeds: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let part, let whole): part * seeds / whole
        case .all: seeds
        }
    }
}

/// Something that holds of a measurement or not.
package enum ClaimCondition: Sendable, Hashable {
    case measurement(ClaimPredicate)
    /// The predicates hold together, layer by layer, in every one of the places.
    case layers([LayerPlace], [ClaimPredicate])
}

/// Where something must hold: in each of some layers, or in a number of them.
package struct LayerPlace: Sendable, Hashable {
    package var layers: LayerSelection
    /// `nil` for each of them.
    package var atLeast: Int?

    package init(_ layers: LayerSelection, atLeast: Int? = nil) {
        self.layers = layers
        self.atLeast = atLeast
    }
}

/// Layers of a measurement, counted from 0, whose input is the data.
package enum LayerSelection: Sendable, Hashable {
    /// L − 1.
    case last
    /// 1 … L − 2.
    case hidden
    /// 1 … L − 1.
    case aboveInput
    /// 0 … L − 1.
    case all
    /// The last ones of 1 … L − 1.
    case top(Int)
    /// Negative ones count from the end: −1 is the last.
    case indices([Int])
}

/// A quantity and the limits that it must keep, all of them.
package struct ClaimPredicate: Sendable, Hashable {
    package var quantity: ClaimQuantity
    package var bounds: [ClaimBound]
    /// Whether an undefined quantity (null) fails; otherwise it leaves things undetermined.
    package var undefinedFails: Bool

    package init(
        _ quantity: ClaimQuantity, _ bounds: [ClaimBound], undefinedFails: Bool = false
    ) {
        self.quantity = quantity
        self.bounds = bounds
        self.undefinedFails = undefinedFails
    }
}

/// A number out of a measurement.
package struct ClaimQuantity: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable {
        case minus, over
    }

    /// A second metric that the first is combined with.
    package struct Partner: Sendable, Hashable {
        package var operation: Operation
        package var metric: String

        package init(_ operation: Operation, _ metric: String) {
            self.operation = operation
            self.metric = metric
        }
    }

    /// A key of the measurement; dots lead into objects.
    package var metric: String
    package var partner: Partner?
    /// The mean of these layers' values, where it is not the measurement's own or one layer's.
    package var meanOver: LayerSelection?

    package init(
        _ metric: String, partner: Partner? = nil, meanOver: LayerSelection? = nil
    ) {
        self.metric = metric
        self.partner = partner
        self.meanOver = meanOver
    }
}

/// One limit of a quantity.
package struct ClaimBound: Sendable, Hashable {
    package enum Relation: String, Sendable, Hashable, CaseIterable {
        case atLeast = "at_least"
        case atMost = "at_most"
        case above, below
    }

    package enum Limit: Sendable, Hashable {
        case number(Double)
        case metric(String, times: Double)
    }

    package var relation: Relation
    package var limit: Limit

    package init(_ relation: Relation, _ limit: Limit) {
        self.relation = relation
        self.limit = limit
    }
}

/// Metrics that rise or fall with the layer: Spearman's correlation, its median over the seeds.
package struct ClaimTrend: Sendable, Hashable {
    package var layers: LayerSelection
    package var rising: [String]
    package var falling: [String]
    /// The least correlation, in the stated direction, with which it passes.
    package var passing: Double
    /// Below this it fails, and what lies between is mixed; `nil` where all that does not pass
    /// fails.
    package var failing: Double?

    package init(
        layers: LayerSelection, rising: [String], falling: [String], passing: Double,
        failing: Double?
    ) {
        self.layers = layers
        self.rising = rising
        self.falling = falling
        self.passing = passing
        self.failing = failing
    }
}

/// The median of one arm minus, or over, that of another.
package struct ClaimComparison: Sendable, Hashable {
    /// Which of several arms' medians is meant.
    package enum Choice: String, Sendable, Hashable {
        case least = "least_of"
        case greatest = "greatest_of"
    }

    package var quantity: ClaimQuantity
    package var arm: String
    package var operation: ClaimQuantity.Operation
    /// At least one; the choice says which counts.
    package var others: [String]
    package var choice: Choice
    /// Limits that are numbers.
    package var bounds: [ClaimBound]
    /// Outside of these it fails, and what lies between is mixed; without any, all that does not
    /// pass fails.
    package var failsBelow: Double?
    package var failsAbove: Double?

    package init(
        _ quantity: ClaimQuantity, of arm: String, _ operation: ClaimQuantity.Operation,
        _ others: [String], choice: Choice = .least, bounds: [ClaimBound],
        failsBelow: Double? = nil, failsAbove: Double? = nil
    ) {
        self.quantity = quantity
        self.arm = arm
        self.operation = operation
        self.others = others
        self.choice = choice
        self.bounds = bounds
        self.failsBelow = failsBelow
        self.failsAbove = failsAbove
    }
}
