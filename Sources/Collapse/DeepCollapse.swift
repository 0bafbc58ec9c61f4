/// The paper's main claim ("Deep NRC"), as it is pinned, of one model at one moment: the last layer
/// and at least one of the layers 1 … L − 2 satisfy all four conditions, and the network fits.
///
///     NRC1 ≤ 0.1,  CKA > max(0.9, ceiling),  NRC3 ≥ 0.9,  NRC4 ≤ 1.5 × MSE,  MSE ≤ 0.1 Var(Y)
///
/// What is undefined is not satisfied. Source: paper, Figures 1, 2, 6, 7 and 8; the bands are ours.
enum DeepCollapse {
    private static let noiseComponent = 0.1
    private static let alignment = 0.9
    private static let weightAlignment = 0.9
    /// NRC4 over the network's own error.
    private static let excessError = 1.5
    /// The network's error over the targets' variance.
    private static let remainingVariance = 0.1

    /// - Parameters:
    ///   - measurement: layers from layer 0, which reads the network's input and doesn't count.
    ///   - targetVariance: Var(Y), averaged over the targets.
    ///   - ceiling: the best CKA of a signal that drops a direction; nil for constant targets.
    static func holds(
        _ measurement: ModelMeasurement, targetVariance: Double, ceiling: Double?
    ) -> Bool {
        guard measurement.trainMSE <= remainingVariance * targetVariance else { return false }
        let collapsed = measurement.layers.map { layer in
            isCollapsed(layer, trainMSE: measurement.trainMSE, ceiling: ceiling ?? 0)
        }
        let hidden = collapsed.dropFirst().dropLast()
        return collapsed.last == true && hidden.contains(true)
    }

    private static func isCollapsed(
        _ layer: LayerMeasurement, trainMSE: Double, ceiling: Double
    ) -> Bool {
        guard let noise = layer.noiseComponent, let cka = layer.cka,
            let weight = layer.featureWeightAlignment
        else { return false }
        return noise <= noiseComponent && cka > max(alignment, ceiling)
            && weight >= weightAlignment && layer.linearPredictionMSE <= excessError * trainMSE
    }
}
