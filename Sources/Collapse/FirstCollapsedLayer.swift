/// The first collapsed layer (the green line of the paper's figures): the smallest layer ≥ 1 with
/// NRC1 ≤ threshold there and in every later layer.
///
/// - Parameters:
///   - noiseComponents: NRC1 of every layer from layer 0, which reads the network's input and is
///     never called collapsed; nil (undefined) counts as not collapsed.
///   - threshold: the paper is silent on it; 0.1, with 0.05 and 0.2 beside it, is pinned here.
/// - Returns: nil where the last layer is not collapsed, or is layer 0.
package func firstCollapsedLayer(noiseComponents: [Double?], threshold: Double) -> Int? {
    let collapsedTail = noiseComponents.dropFirst().reversed().prefix { noise in
        noise.map { $0 <= threshold } ?? false
    }
    return collapsedTail.isEmpty ? nil : noiseComponents.count - collapsedTail.count
}

/// The first collapsed layer at the thresholds beside the pinned one; nil for none.
package struct CollapseThresholds: Sendable, Equatable, Codable {
    /// At 0.05.
    package let strict: Int?
    /// At 0.2.
    package let lenient: Int?

    init(noiseComponents: [Double?]) {
        strict = firstCollapsedLayer(noiseComponents: noiseComponents, threshold: 0.05)
        lenient = firstCollapsedLayer(noiseComponents: noiseComponents, threshold: 0.2)
    }

    private enum CodingKeys: String, CodingKey {
        case strict = "0.05"
        case lenient = "0.2"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(strict, forKey: .strict)
        try container.encode(lenient, forKey: .lenient)
    }
}
