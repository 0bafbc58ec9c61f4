internal import PipelineLanguage

extension GraphWriter {
    mutating func write(_ claim: Claim) {
        write(claim.name)
        write(claim.statement)
        writeList(claim.measurements) { $0.write($1) }
        for arms in [claim.arms, claim.controls] {
            writeList(arms) { writer, arm in
                writer.write(arm.name)
                writer.writeList(arm.sources) { $0.write($1) }
            }
        }
        write(claim.terms)
        write(claim.location)
    }

    private mutating func write(_ source: Claim.Source) {
        body.write(source.stage.index)
        write(source.output)
    }

    private mutating func write(_ terms: ClaimTerms) {
        writeOptional(terms.seeds.needed) { $0.body.write($1) }
        write(terms.seeds.passing)
        writeOptional(terms.seeds.failing) { $0.write($1) }
        writeList(terms.exclusions) { $0.write($1) }
        writeList(terms.conditions) { $0.write($1) }
        writeList(terms.trends) { $0.write($1) }
        writeList(terms.comparisons) { $0.write($1) }
    }

    private mutating func write(_ count: SeedCount) {
        switch count {
        case .count(let number):
            body.write(UInt8(0))
            body.write(number)
        case .share(let part, let whole):
            body.write(UInt8(1))
            body.write(part)
            body.write(whole)
        case .all: body.write(UInt8(2))
        }
    }

    private mutating func write(_ condition: ClaimCondition) {
        switch condition {
        case .measurement(let predicate):
            body.write(false)
            write(predicate)
        case .layers(let places, let predicates):
            body.write(true)
            writeList(places) { writer, place in
                writer.write(place.layers)
                writer.writeOptional(place.atLeast) { $0.body.write($1) }
            }
            writeList(predicates) { $0.write($1) }
        }
    }

    private mutating func write(_ layers: LayerSelection) {
        switch layers {
        case .last: body.write(UInt8(0))
        case .hidden: body.write(UInt8(1))
        case .aboveInput: body.write(UInt8(2))
        case .all: body.write(UInt8(3))
        case .top(let count):
            body.write(UInt8(4))
            body.write(count)
        case .indices(let indices):
            body.write(UInt8(5))
            writeList(indices) { $0.body.write($1) }
        }
    }

    private mutating func write(_ predicate: ClaimPredicate) {
        write(predicate.quantity)
        writeList(predicate.bounds) { $0.write($1) }
        body.write(predicate.undefinedFails)
    }

    private mutating func write(_ quantity: ClaimQuantity) {
        write(quantity.metric)
        writeOptional(quantity.partner) { writer, partner in
            writer.write(partner.operation.rawValue)
            writer.write(partner.metric)
        }
        writeOptional(quantity.meanOver) { $0.write($1) }
    }

    private mutating func write(_ bound: ClaimBound) {
        write(bound.relation.rawValue)
        switch bound.limit {
        case .number(let number):
            body.write(false)
            write(number)
        case .metric(let metric, let factor):
            body.write(true)
            write(metric)
            write(factor)
        }
    }

    private mutating func write(_ trend: ClaimTrend) {
        write(trend.layers)
        writeList(trend.rising) { $0.write($1) }
        writeList(trend.falling) { $0.write($1) }
        write(trend.passing)
        writeOptional(trend.failing) { $0.write($1) }
    }

    private mutating func write(_ comparison: ClaimComparison) {
        write(comparison.quantity)
        write(comparison.arm)
        write(comparison.operation.rawValue)
        writeList(comparison.others) { $0.write($1) }
        write(comparison.choice.rawValue)
        writeList(comparison.bounds) { $0.write($1) }
        writeOptional(comparison.failsBelow) { $0.write($1) }
        writeOptional(comparison.failsAbove) { $0.write($1) }
    }

    private mutating func write(_ number: Double) { body.writeWord(number.bitPattern) }

    private mutating func writeOptional<Value>(
        _ value: Value?, _ write: (inout GraphWriter, Value) -> Void
    ) {
        body.write(value != nil)
        if let value { write(&self, value) }
    }
}
