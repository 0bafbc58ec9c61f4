internal import Collapse
internal import Figures
internal import StageCatalogue

extension CollapsePanel {
    /// A metric of a layer, and how its curve looks where a panel shows one setting.
    struct Quantity {
        let label: String
        let role: Series.Role
        let value: (LayerMeasurement) -> Double?
    }

    var title: String {
        switch self {
        case .noiseComponent: "NRC1 noise component"
        case .signalTargetAlignment: "NRC2 signal–target alignment"
        case .featureWeightAlignment: "NRC3 feature–weight alignment"
        case .alignment: "NRC2 and NRC3"
        case .signalAndNoise: "NRC3 signal and noise"
        case .linearPredictability: "NRC4 linear predictability"
        case .featureStableRank: "Stable rank of H"
        case .weightStableRank: "Stable rank of W"
        case .crossCovariance: "Σ_HY beside Σ_Y"
        case .loss: "Loss"
        }
    }

    var axis: Axis {
        switch self {
        case .noiseComponent: Axis(label: "variance outside top k", lower: 0, upper: 1)
        case .signalTargetAlignment: Axis(label: "CKA", lower: 0, upper: 1)
        case .featureWeightAlignment: Axis(label: "mean cosine", lower: 0, upper: 1)
        case .alignment: Axis(label: "alignment", lower: 0, upper: 1)
        case .signalAndNoise: Axis(label: "mean cosine, mean sine", lower: 0, upper: 1)
        case .crossCovariance: Axis(label: "mean cosine", lower: 0, upper: 1)
        case .linearPredictability, .loss: Axis(label: "MSE", scale: .logarithmic)
        case .featureStableRank, .weightStableRank: Axis(label: "stable rank", lower: 0)
        }
    }

    /// What is drawn over the layers; nothing for the loss, which is no matter of layers.
    var quantities: [Quantity] {
        switch self {
        case .noiseComponent: [Self.only(\.noiseComponent)]
        case .signalTargetAlignment: [Self.only(\.cka)]
        case .featureWeightAlignment: [Self.only(\.featureWeightAlignment)]
        case .alignment:
            [
                Quantity(label: "NRC2 (CKA)", role: .companion, value: \.cka),
                Quantity(
                    label: "NRC3 (mean cosine)", role: .signal, value: \.featureWeightAlignment),
            ]
        case .signalAndNoise:
            [
                Quantity(
                    label: "in the signal (mean cosine)", role: .signal,
                    value: \.featureWeightAlignment),
                Quantity(
                    label: "in the noise (mean sine)", role: .noise, value: \.noiseWeightAlignment),
            ]
        case .crossCovariance:
            [
                Quantity(
                    label: "with the targets' top k", role: .signal,
                    value: \.crossCovarianceAlignment),
                Quantity(
                    label: "with their other directions", role: .noise,
                    value: \.crossCovarianceNoise),
            ]
        case .linearPredictability: [Self.only(\.linearPredictionMSE)]
        case .featureStableRank: [Self.only(\.featureStableRank)]
        case .weightStableRank: [Self.only(\.weightStableRank)]
        case .loss: []
        }
    }

    private static func only(_ value: @escaping (LayerMeasurement) -> Double?) -> Quantity {
        Quantity(label: "", role: .signal, value: value)
    }
}
