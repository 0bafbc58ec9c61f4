/// A statement about measurements, and what decides whether it holds.
package struct Claim: Sendable {
    /// An output that holds JSON: the measurement of one seed.
    package struct Source: Sendable, Hashable {
        package var stage: StageID
        package var output: String

        package init(stage: StageID, output: String) {
            self.stage = stage
            self.output = output
        }
    }

    /// Measurements under a name that differ in their seed alone.
    package struct Arm: Sendable, Hashable {
        package var name: String
        package var sources: [Source]

        package init(name: String, sources: [Source]) {
            self.name = name
            self.sources = sources
        }
    }

    package var name: String
    /// What is claimed, in words.
    package var statement: String
    /// What `terms.conditions` and `terms.trends` are about; empty for a claim about arms alone.
    package var measurements: [Source]
    /// What `terms.comparisons` are about; in the order of definition.
    package var arms: [Arm]
    /// Measurements of which `terms.conditions` must not hold.
    package var controls: [Arm]
    package var terms: ClaimTerms
    package var location: SourceLocation

    package init(
        name: String, statement: String, measurements: [Source], arms: [Arm] = [],
        controls: [Arm] = [], terms: ClaimTerms, location: SourceLocation
    ) {
        self.name = name
        self.statement = statement
        self.measurements = measurements
        self.arms = arms
        self.controls = controls
        self.terms = terms
        self.location = location
    }

    /// Every measurement that the claim looks at, each once, in order.
    package var sources: [Source] {
        var seen: Set<Source> = []
        return (measurements + (arms + controls).flatMap(\.sources)).filter {
            seen.insert($0).inserted
        }
    }
}
