package import PipelineLanguage

/// What a panel of a collapse figure shows over the layers.
package enum CollapsePanel: String, CaseIterable, Sendable {
    case noiseComponent = "noise_component"
    case signalTargetAlignment = "signal_target_alignment"
    case featureWeightAlignment = "feature_weight_alignment"
    /// NRC2 and NRC3 together.
    case alignment
    /// NRC3's two sides: how much of the next weight lies in the signal, and how much in the noise.
    case signalAndNoise = "signal_and_noise"
    case linearPredictability = "linear_predictability"
    case featureStableRank = "feature_stable_rank"
    case weightStableRank = "weight_stable_rank"
    /// How Σ_HY's leading directions lie to the targets' leading ones, and to the rest.
    case crossCovariance = "cross_covariance"
    /// Train and test error, with a place for each curve of the other panels.
    case loss

    /// Whether the metric is one of the top k directions; the others are the same for every k.
    package var dependsOnK: Bool {
        switch self {
        case .noiseComponent, .signalTargetAlignment, .featureWeightAlignment, .alignment,
            .signalAndNoise, .crossCovariance:
            true
        case .linearPredictability, .featureStableRank, .weightStableRank, .loss: false
        }
    }

    /// Two quantities are told apart by their curves, which `curves_by` has another use for.
    package var hasSeveralQuantities: Bool {
        switch self {
        case .alignment, .signalAndNoise, .crossCovariance: true
        case .noiseComponent, .signalTargetAlignment, .featureWeightAlignment,
            .linearPredictability, .featureStableRank, .weightStableRank, .loss:
            false
        }
    }
}

/// What a curve among several means, as the paper colours it.
package enum CurveColour: String, CaseIterable, Sendable {
    /// The paper's own setting.
    case purple
    /// Settings for contrast; several are shades of it.
    case salmon
    /// What lies beyond the paper's setting.
    case teal
}

/// Whether each group of measurements is a row or a column of panels.
package enum FigureArrangement: String, CaseIterable, Sendable {
    case rows, columns
}

extension StageKind {
    /// Collapse metrics over layers, in the paper's layout.
    package static let figure = StageKind(
        name: "figure",
        revision: 4,
        summary: """
            Draws collapse metrics over the layers of measured models, median and range over \
            seeds, as PDF, SVG and PNG, with the figure's data beside them. A green line marks \
            the first layer from which on the median NRC1 is at most 0.1; there is none where NRC1 \
            is undefined for a seed, or where the curves of a panel differ in it.
            """,
        parameters: [
            .figureName, .figureTitle,
            ParameterSpecification(
                "panels",
                .list(of: .choice(CollapsePanel.allCases.map(\.rawValue)), count: 1...12),
                summary: """
                    The panels of every group, in this order, each once. Grouped by k, those that \
                    do not depend on it are drawn once, after the others.
                    """),
            ParameterSpecification(
                "group_by", .text, isOptional: true,
                summary: """
                    `k`, or a label of the measurements: those that share its value are one group \
                    of panels. One group by default. Models that neither this nor `curves_by` tells \
                    apart must be seeds of one setting.
                    """),
            .groupTitles,
            ParameterSpecification(
                "curves_by", .text, isOptional: true,
                summary: """
                    `k`, or a label of the measurements: those of one group that share its value \
                    are one curve, and a panel shows all curves of its group. One curve by default.
                    """),
            ParameterSpecification(
                "curves_title", .text, isOptional: true,
                summary: "What `curves_by` names, in words; the name itself by default."),
            ParameterSpecification(
                "curve_titles", .mapping(of: .text), default: .mapping([]),
                summary: "A title for each curve's value, for the legend."),
            ParameterSpecification(
                "curve_colours", .mapping(of: .choice(CurveColour.allCases.map(\.rawValue))),
                default: .mapping([]),
                summary: """
                    The colour of a curve's value: purple for the paper's setting, salmon for \
                    those for contrast, teal beyond. Others are shaded from dark to light.
                    """),
            ParameterSpecification(
                "arrangement", .choice(FigureArrangement.allCases.map(\.rawValue)),
                default: .text(FigureArrangement.rows.rawValue),
                summary: "Whether a group is a row or a column of panels."),
            .figureNotes, .figureStandIn,
        ],
        inputs: .fixed([
            InputSpecification(
                "measurements", .many, .measurement,
                summary: "Measured models; those of one group are its seeds.")
        ]),
        outputs: .fixed(OutputSpecification.drawing),
        carriesProfile: true, namesStandIns: true, check: FigureChecks.collapse)
}
