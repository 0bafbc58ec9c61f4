internal import LinearAlgebra

/// One layer's features, targets and weight, decomposed: every metric follows from here, for any k.
package struct LayerStatistics: Sendable {
    /// The weight's tensor name.
    package let name: String
    /// Counted from 0.
    package let layer: Int
    /// N.
    package let samples: Int
    /// h.
    package let featureColumns: Int
    /// t.
    package let targetColumns: Int
    /// NRC4's linear map, for predicting other samples.
    package let predictor: LinearPredictor
    /// What the targets alone say: the same for every layer.
    let targetStatistics: TargetStatistics

    private let pair: CenteredPair
    private let features: SingularValueDecomposition
    private let targets: SingularValueDecomposition
    private let weight: SingularValueDecomposition
    private let outputs: Int
    /// Of a convolution.
    private let flattened: FlattenedAlignment?

    init(
        name: String, layer: Int, factor: CenteredFactor, targetColumns: Int,
        weight: SingularValueDecomposition, outputs: Int, moments: PositionMoments? = nil
    ) throws(DecompositionError) {
        if let moments {
            flattened = try FlattenedAlignment(moments)
        } else {
            flattened = nil
        }
        self.name = name
        self.layer = layer
        self.targetColumns = targetColumns
        self.weight = weight
        self.outputs = outputs
        samples = factor.samples
        featureColumns = factor.triangular.columns - targetColumns
        pair = CenteredPair(factor: factor, targetColumns: targetColumns)
        features = try SingularValueDecomposition(of: pair.features)
        targets = try SingularValueDecomposition(of: pair.jointTargets)
        targetStatistics = TargetStatistics(
            spectrum: FeatureSpectrum(singularValues: targets.values), samples: samples)
        predictor = LinearPredictor(
            coefficients: features.minimumNormSolution(
                pair.reachableTargets, relativeCutoff: LinearPredictor.relativeCutoff),
            featureMeans: Array(factor.means.prefix(featureColumns)),
            targetMeans: Array(factor.means.suffix(targetColumns)))
    }

    /// NRC4 on the training set, averaged over samples and outputs:
    ///
    ///     ‖H̄H̄⁺Ȳ − Ȳ‖²_F / (N t)
    ///
    /// Features without variance predict the mean: the targets' variance.
    var linearPredictionError: Double {
        pair.unexplainedSquare(by: features, relativeCutoff: LinearPredictor.relativeCutoff)
            / Double(samples * targetColumns)
    }

    /// NRC2, the CKA of the top-k projected features H̄U; see `linearAlignment`.
    func alignment(k: Int) -> Double? {
        // H̄U = Q F U = Q P diag(σ), restricted to the k leading columns.
        let kept = min(k, features.values.count)
        var projected = features.left.leadingColumns(kept)
        for row in 0..<projected.rows {
            for column in 0..<kept { projected[row, column] *= features.values[column] }
        }
        let missing = pair.unreachableTargets.rows
        return linearAlignment(
            Matrix(
                rows: projected.rows + missing, columns: kept,
                elements: projected.elements + Array(repeating: 0, count: missing * kept)),
            pair.jointTargets)
    }

    /// The CKA of all features.
    var fullAlignment: Double? {
        linearAlignment(pair.jointFeatures, pair.jointTargets)
    }

    /// The CKA of the first t columns of H, which the authors' code computes; of all its columns
    /// when there are fewer.
    var firstColumnsAlignment: Double? {
        linearAlignment(
            pair.jointFeatures.leadingColumns(min(targetColumns, featureColumns)),
            pair.jointTargets)
    }

    /// Every metric of the layer.
    ///
    /// - Parameters:
    ///   - k: the dimension of the top subspace, at least 1; beyond h all of it.
    ///   - testError: NRC4 on the test set, by `predictor`.
    /// - Throws: when LAPACK fails on one of the small problems.
    package func measurement(
        k: Int, testError: Double? = nil
    ) throws(CollapseError) -> LayerMeasurement {
        let spectrum = FeatureSpectrum(singularValues: features.values)
        let noiseComponent = spectrum.noiseComponent(k: k)
        let (cka, fullCKA) = (alignment(k: k), fullAlignment)
        let subspaces: SubspaceAlignment
        let cross: CrossCovarianceAlignment
        let flattenedCosine: Double?
        do {
            cross = try CrossCovarianceAlignment(
                pair: pair, features: features, targets: targets, r: k)
            subspaces = try SubspaceAlignment(
                features: features, samples: samples, weight: weight, outputs: outputs, k: k)
            flattenedCosine = try flattened?.meanCosine(weight: weight, outputs: outputs, k: k)
        } catch {
            throw .alignment(name, error)
        }
        return LayerMeasurement(
            name: name, noiseComponent: noiseComponent, cka: cka, ckaFull: fullCKA,
            ckaFirstColumns: firstColumnsAlignment,
            featureWeightAlignment: subspaces.meanCosine,
            sharedFeatureWeightAlignment: subspaces.sharedMeanCosine,
            sharedDirections: subspaces.sharedDirections,
            noiseWeightAlignment: subspaces.meanSine,
            flattenedFeatureWeightAlignment: flattenedCosine,
            effectiveRank: spectrum.squaredEigenvalueRank,
            linearPredictionMSE: linearPredictionError, linearPredictionTestMSE: testError,
            featureStableRank: spectrum.stableRank,
            weightStableRank: FeatureSpectrum(singularValues: weight.values).stableRank,
            spectrum: spectrum.leadingShares(targetColumns + 3),
            proposition1: Proposition1(
                pair: pair, features: features, targets: targets,
                noiseComponent: noiseComponent, alignment: cka, fullAlignment: fullCKA),
            crossCovarianceAlignment: cross.signal, crossCovarianceNoise: cross.noise)
    }
}

extension CollapseError {
    fileprivate static func alignment(
        _ tensor: String, _ error: DecompositionError
    ) -> CollapseError {
        CollapseError("\(tensor): alignment with the features: \(error)")
    }
}
