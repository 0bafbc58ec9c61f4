/// Reads how many seeds decide: `{needs: 3, passes_with: 4 of 5, fails_with: 1}`.
struct ClaimSeedReading {
    private static let keys = ["needs", "passes_with", "fails_with"]
    private static let countRange = 1...10_000

    let values: ClaimValues

    /// The rule; `nil` when it is wrong, which is reported.
    func rule(_ node: Node, state: inout ValidationState) -> SeedRule? {
        let owner = values.owner("seeds")
        guard let written = node.fields(of: owner, log: &state.log) else { return nil }
        let fields = written.known(Self.keys, in: owner, log: &state.log)
        var rule = SeedRule()
        var isValid = fields.count == written.count
        if let field = fields["needs"] {
            let needed = values.integer(
                field.value, in: Self.countRange, of: "needs", state: &state)
            if let needed { rule.needed = needed } else { isValid = false }
        }
        if let field = fields["passes_with"] {
            let passing = count(field.value, of: "passes_with", least: 1, state: &state)
            if let passing { rule.passing = passing } else { isValid = false }
        }
        if let field = fields["fails_with"] {
            rule.failing = count(field.value, of: "fails_with", least: 0, state: &state)
            if rule.failing == nil { isValid = false }
        }
        return isValid ? rule : nil
    }

    /// `all`, `3` or `4 of 5`.
    private func count(
        _ node: Node, of key: String, least: Int, state: inout ValidationState
    ) -> SeedCount? {
        guard let text = values.text(node, of: key, state: &state) else { return nil }
        if text == "all" { return .all }
        let range = least...Self.countRange.upperBound
        let numbers = text.split(separator: " of ", omittingEmptySubsequences: false).map {
            NumberSyntax.integer(String($0))
        }
        if numbers.count == 1, let count = numbers[0], range.contains(count) {
            return .count(count)
        }
        if numbers.count == 2, let part = numbers[0], let whole = numbers[1],
            range.contains(part), Self.countRange.contains(whole), part <= whole
        {
            return .share(part, of: whole)
        }
        state.log.report(.badCount(values.owner(key), text, at: node.place))
        return nil
    }
}

extension Diagnostic {
    fileprivate static func badCount(_ owner: String, _ text: String, at place: Place) -> Self {
        Self(
            "\(owner) is \(quoted(text))", at: place,
            label: "expected a number of seeds, a share such as '4 of 5', or 'all'")
    }
}
