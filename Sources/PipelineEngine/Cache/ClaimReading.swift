internal import PipelineLanguage

extension GraphReader {
    mutating func claim() throws(CompactReadingError) -> Claim {
        Claim(
            name: try text(), statement: try text(), measurements: try claimSources(),
            arms: try arms(), controls: try arms(), terms: try terms(), location: try location())
    }

    private mutating func claimSources() throws(CompactReadingError) -> [Claim.Source] {
        try list { reader throws(CompactReadingError) in
            Claim.Source(stage: try reader.stageID(), output: try reader.text())
        }
    }

    private mutating func arms() throws(CompactReadingError) -> [Claim.Arm] {
        try list { reader throws(CompactReadingError) in
            Claim.Arm(name: try reader.text(), sources: try reader.claimSources())
        }
    }

    private mutating func terms() throws(CompactReadingError) -> ClaimTerms {
        var terms = ClaimTerms(
            seeds: SeedRule(
                needed: try optional { reader throws(CompactReadingError) in
                    try reader.reader.readInteger()
                }, passing: try seedCount(),
                failing: try optional { reader throws(CompactReadingError) in
                    try reader.seedCount()
                }))
        terms.exclusions = try list { reader throws(CompactReadingError) in
            try reader.condition()
        }
        terms.conditions = try list { reader throws(CompactReadingError) in
            try reader.condition()
        }
        terms.trends = try list { reader throws(CompactReadingError) in try reader.trend() }
        terms.comparisons = try list { reader throws(CompactReadingError) in
            try reader.comparison()
        }
        return terms
    }

    private mutating func seedCount() throws(CompactReadingError) -> SeedCount {
        switch try reader.readByte() {
        case 0: return .count(try reader.readInteger())
        case 1: return .share(try reader.readInteger(), of: try reader.readInteger())
        case 2: return .all
        default: throw .malformed
        }
    }

    private mutating func condition() throws(CompactReadingError) -> ClaimCondition {
        guard try reader.readBoolean() else { return .measurement(try predicate()) }
        let places = try list { reader throws(CompactReadingError) in
            LayerPlace(
                try reader.layers(),
                atLeast: try reader.optional { reader throws(CompactReadingError) in
                    try reader.reader.readInteger()
                })
        }
        return .layers(
            places, try list { reader throws(CompactReadingError) in try reader.predicate() })
    }

    private mutating func layers() throws(CompactReadingError) -> LayerSelection {
        switch try reader.readByte() {
        case 0: return .last
        case 1: return .hidden
        case 2: return .aboveInput
        case 3: return .all
        case 4: return .top(try reader.readInteger())
        case 5:
            return .indices(
                try list { reader throws(CompactReadingError) in
                    try reader.reader.readInteger()
                })
        default: throw .malformed
        }
    }

    private mutating func predicate() throws(CompactReadingError) -> ClaimPredicate {
        ClaimPredicate(
            try quantity(), try bounds(), undefinedFails: try reader.readBoolean())
    }

    private mutating func quantity() throws(CompactReadingError) -> ClaimQuantity {
        ClaimQuantity(
            try text(),
            partner: try optional { reader throws(CompactReadingError) in
                ClaimQuantity.Partner(
                    try reader.choice(ClaimQuantity.Operation.self), try reader.text())
            },
            meanOver: try optional { reader throws(CompactReadingError) in
                try reader.layers()
            })
    }

    private mutating func bounds() throws(CompactReadingError) -> [ClaimBound] {
        try list { reader throws(CompactReadingError) in
            let relation = try reader.choice(ClaimBound.Relation.self)
            guard try reader.reader.readBoolean() else {
                return ClaimBound(relation, .number(try reader.number()))
            }
            return ClaimBound(relation, .metric(try reader.text(), times: try reader.number()))
        }
    }

    private mutating func trend() throws(CompactReadingError) -> ClaimTrend {
        ClaimTrend(
            layers: try layers(), rising: try texts(), falling: try texts(),
            passing: try number(), failing: try optionalNumber())
    }

    private mutating func comparison() throws(CompactReadingError) -> ClaimComparison {
        ClaimComparison(
            try quantity(), of: try text(), try choice(ClaimQuantity.Operation.self),
            try texts(), choice: try choice(ClaimComparison.Choice.self), bounds: try bounds(),
            failsBelow: try optionalNumber(), failsAbove: try optionalNumber())
    }

    private mutating func texts() throws(CompactReadingError) -> [String] {
        try list { reader throws(CompactReadingError) in try reader.text() }
    }

    private mutating func number() throws(CompactReadingError) -> Double {
        Double(bitPattern: try reader.readWord())
    }

    private mutating func optionalNumber() throws(CompactReadingError) -> Double? {
        try optional { reader throws(CompactReadingError) in try reader.number() }
    }

    private mutating func choice<Choice: RawRepresentable<String>>(
        _ type: Choice.Type
    ) throws(CompactReadingError) -> Choice {
        guard let choice = Choice(rawValue: try text()) else { throw .malformed }
        return choice
    }

    private mutating func optional<Value>(
        _ value: (inout GraphReader) throws(CompactReadingError) -> Value
    ) throws(CompactReadingError) -> Value? {
        try reader.readBoolean() ? try value(&self) : nil
    }
}
