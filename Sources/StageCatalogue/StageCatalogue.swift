package import PipelineLanguage

/// Every kind of stage a pipeline may name.
///
/// Validation, the editors' JSON Schema and the reference manual are made from these values; the
/// `Stages` module holds what runs them, and a test compares the two.
package enum StageCatalogue {
    package static let kinds: [StageKind] = [
        .fetchDataset, .tabularDataset, .imageDataset, .syntheticDataset, .drivingStandIn,
        .portraitStandIn, .compareDatasets, .trainMultilayerPerceptron, .trainResidualNetwork,
        .measureCollapse, .measureTrajectory, .tabulateCollapse, .tabulateProposition1, .figure,
        .trajectoryFigure, .figureColumns, .command,
    ]
}
