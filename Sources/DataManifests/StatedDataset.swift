/// A data set as a paper states it, for a comparison with what is there.
package struct StatedDataset: Codable, Hashable, Sendable {
    package var dataset: String
    package var title: String
    /// `nil` where the paper says nothing.
    package var stated: StatedFacts?
    /// Whether no program can get the data.
    package var needsHand: Bool
    /// Whether terms have to be accepted first.
    package var hasTerms: Bool

    package init(
        dataset: String, title: String, stated: StatedFacts?, needsHand: Bool, hasTerms: Bool
    ) {
        self.dataset = dataset
        self.title = title
        self.stated = stated
        self.needsHand = needsHand
        self.hasTerms = hasTerms
    }

    private enum CodingKeys: String, CodingKey {
        case dataset, title, stated
        case needsHand = "needs_hand"
        case hasTerms = "has_terms"
    }
}
