/// The paper's main claim ("Deep NRC"), as it is pinned, of one model at one moment: the last layer
/// and at least one of the layers 1 … L − 2 satisfy all four conditions, and the network fits.
///
///     NRC1 ≤ 0.1,  CKA > max(0.9, ceiling),  NRC3 ≥ 0.9,  NRC4 ≤ 1.5 × MSE,  MSE ≤ 0.1 Var(Y)
///
/// with the bands as they are pinned, which are the defaults of `collapse.trajectory`; a pipeline may
/// set others. What is undefined is not satisfied.
/// Source: paper, Figures 1, 2, 6, 7 and 8; the bands are ours.
package struct DeepCollapse: Sendable, Equatable {
    /// NRC1, at most.
    private let noiseComponent: Double
    /// NRC2: above this and the ceiling.
    private let alignment: Double
    /// NRC3, at least.
    private let weightAlignment: Double
    /// NRC4 over the network's own error, at most.
    private let excessError: Double
    /// The network's error over the targets' variance, at most.
    private let remainingVariance: Double

    package init(
        noiseComponent: Double, alignment: Double, weightAlignment: Double, excessError: Double,
        remainingVariance: Double
    ) {
        self.noiseComponent = noiseComponent
        self.alignment = alignment
        self.weightAlignment = weightAlignment
        self.excessError = excessError
        self.remainingVariance = remainingVariance
    }

    /// - Parameter measurement: layers from layer 0, which reads the network's input and doesn't
    ///   count.
    func holds(_ measurement: ModelMeasurement) -> Bool {
        guard measurement.trainMSE <= remainingVariance * measurement.targetVariance else {
            return false
        }
        let collapsed = measurement.layers.map { layer in
            isCollapsed(
                layer, trainMSE: measurement.trainMSE, ceiling: measurement.ckaCeiling ?? 0)
        }
        let hidden = collapsed.dropFirst().dropLast()
        return collapsed.last == true && hidden.contains(true)
    }

    private func isCollapsed(
        _ layer: LayerMeasurement, trainMSE: Double, ceiling: Double
    ) -> Bool {
        guard let noise = layer.noiseComponent, let cka = layer.cka,
            let weight = layer.featureWeightAlignment
        else { return false }
        return noise <= noiseComponent && cka > max(alignment, ceiling)
            && weight >= weightAlignment && layer.linearPredictionMSE <= excessError * trainMSE
    }
}
