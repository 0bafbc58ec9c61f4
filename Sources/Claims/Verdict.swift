internal import PipelineLanguage

/// What is known of a claim.
package enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case passed, failed, mixed, undetermined
}

extension Verdict {
    /// Of parts that must all pass: failed where one fails, else undetermined where one is, else
    /// mixed where one is.
    static func ofAll(_ parts: some Sequence<Verdict>) -> Verdict {
        let found = Set(parts)
        return [.failed, .undetermined, .mixed].first(where: found.contains) ?? .passed
    }
}

extension SeedRule {
    /// The verdict of seeds that hold, fail or are unknown.
    ///
    /// An unknown seed never passes; it leaves the verdict open unless the others fail it whatever
    /// it were.
    func verdict(_ seeds: [Truth]) -> Verdict {
        let passing = passing.roundedUp(of: seeds.count)
        guard seeds.count >= neededByConditions, seeds.count >= passing else {
            return .undetermined
        }
        let holding = seeds.count { $0 == .holds }
        let unknown = seeds.count { $0 == .unknown }
        if holding >= passing { return unknown == 0 ? .passed : .undetermined }
        let failing = failing?.roundedDown(of: seeds.count) ?? passing - 1
        if holding + unknown <= failing, holding + unknown < passing { return .failed }
        return unknown == 0 ? .mixed : .undetermined
    }

    /// Seeds without which there is no verdict.
    func required(of count: Int) -> Int { max(neededByConditions, passing.roundedUp(of: count)) }
}
