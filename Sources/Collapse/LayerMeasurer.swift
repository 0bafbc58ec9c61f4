package import LinearAlgebra

/// Takes the input of one linear layer and the targets, block by block, in a single pass.
///
/// Nothing that grows with the number of samples is kept, and the result has the same bytes
/// whatever the blocks and the number of threads. One measurer serves every k.
package struct LayerMeasurer: Sendable {
    /// Which linear layer's input this is, counted from 0 (the network's input).
    package let layer: Int
    private let featureColumns: Int
    private let targetColumns: Int
    private var accumulator: CenteredFactorAccumulator

    /// - Parameters:
    ///   - layer: counted from 0.
    ///   - featureColumns: h, the layer's inputs.
    ///   - targetColumns: t.
    package init(layer: Int, featureColumns: Int, targetColumns: Int) {
        self.layer = layer
        self.featureColumns = featureColumns
        self.targetColumns = targetColumns
        accumulator = CenteredFactorAccumulator(columns: featureColumns + targetColumns)
    }

    /// Adds the same samples to the measurers of several layers at the same time, to the bytes that
    /// each would have alone.
    ///
    /// - Parameters:
    ///   - features: what each layer reads, H `[b, h]`, in evaluation mode.
    ///   - targets: Y `[b, t]`, the same samples.
    /// - Throws: when the shapes do not fit, or for NaN or infinity: the message names the tensor, of
    ///   the first such layer, and the position, rows counted from the first sample ever added. Then
    ///   nothing was added.
    package static func append(
        features: [Matrix<Float>], targets: Matrix<Double>, to measurers: inout [LayerMeasurer],
        team: ThreadTeam
    ) throws(CollapseError) {
        precondition(features.count == measurers.count, "one matrix of features per layer")
        try requireMeasurable(features, targets, by: measurers, team)
        var tasks: [FactorTask] = []
        for index in measurers.indices {
            tasks += measurers[index].accumulator.beginAppending([
                .single(features[index]), .double(targets),
            ])
        }
        team.update(&tasks) { _, task in task.perform() }
        for index in measurers.indices.reversed() {
            measurers[index].accumulator.finishAppending(&tasks)
        }
    }

    /// A function of its own, so that the measurers are not held twice, and copied, when they change.
    private static func requireMeasurable(
        _ features: [Matrix<Float>], _ targets: Matrix<Double>, by measurers: [LayerMeasurer],
        _ team: ThreadTeam
    ) throws(CollapseError) {
        _ = try team.map(measurers.count) { (index) throws(CollapseError) in
            try measurers[index].requireMeasurable(features[index], targets)
        }
    }

    private func requireMeasurable(
        _ features: Matrix<Float>, _ targets: Matrix<Double>
    ) throws(CollapseError) {
        let tensor = "features of layer \(layer)"
        try requireColumns(featureColumns, of: features, tensor: tensor)
        try requireColumns(targetColumns, of: targets, tensor: "targets")
        guard features.rows == targets.rows else {
            throw .samplesDiffer(tensor, features.rows, targets.rows)
        }
        if let place = features.firstNonFinite {
            throw .notFinite(tensor, row: accumulator.samples + place.row, column: place.column)
        }
        if let place = targets.firstNonFinite {
            throw .notFinite("targets", row: accumulator.samples + place.row, column: place.column)
        }
    }

    /// Decomposes what was added, together with the layer's weight.
    ///
    /// - Parameters:
    ///   - name: the weight's tensor name, as `layers.4.weight`.
    ///   - weight: W `[out, h]`; of a convolution its filters `[c_out, c_in, kh, kw]` as
    ///     `[c_out·kh·kw, c_in]`, whose leading right singular vectors are the leading left ones of
    ///     `[c_in, c_out·kh·kw]`.
    ///   - moments: of a convolution, what it reads at every position.
    /// - Throws: when nothing was added, there are no targets, W does not read h columns or is not finite, or LAPACK
    ///   fails.
    package func statistics(
        name: String, weight: Matrix<Float>, moments: PositionMoments? = nil
    ) throws(CollapseError) -> LayerStatistics {
        guard accumulator.samples > 0 else { throw .noSamples(layer) }
        guard targetColumns > 0 else { throw .noTargets() }
        try requireColumns(featureColumns, of: weight, tensor: name)
        if let place = weight.firstNonFinite {
            throw .notFinite(name, row: place.row, column: place.column)
        }
        let weightDecomposition: SingularValueDecomposition
        do {
            weightDecomposition = try SingularValueDecomposition(of: weight.asDouble)
        } catch {
            throw .decomposition(of: name, error)
        }
        do {
            return try LayerStatistics(
                name: name, layer: layer, factor: accumulator.factor(),
                targetColumns: targetColumns, weight: weightDecomposition, outputs: weight.rows,
                moments: moments)
        } catch {
            throw .decomposition(of: "features of layer \(layer) and targets", error)
        }
    }
}

private func requireColumns<Element>(
    _ expected: Int, of matrix: Matrix<Element>, tensor: String
) throws(CollapseError) {
    guard matrix.columns == expected else {
        throw .columns(tensor, expected: expected, found: matrix.columns)
    }
}

extension CollapseError {
    fileprivate static func notFinite(_ tensor: String, row: Int, column: Int) -> CollapseError {
        CollapseError("\(tensor): not a finite number in row \(row), column \(column)")
    }

    fileprivate static func columns(
        _ tensor: String, expected: Int, found: Int
    ) -> CollapseError {
        CollapseError("\(tensor): expected \(expected) columns, found \(found)")
    }

    fileprivate static func samplesDiffer(
        _ tensor: String, _ features: Int, _ targets: Int
    ) -> CollapseError {
        CollapseError("\(tensor): \(features) samples, but the targets have \(targets)")
    }

    fileprivate static func noSamples(_ layer: Int) -> CollapseError {
        CollapseError("features of layer \(layer): no samples to measure")
    }

    fileprivate static func noTargets() -> CollapseError {
        CollapseError("targets: no columns to measure against")
    }

    fileprivate static func decomposition(
        of tensor: String, _ error: DecompositionError
    ) -> CollapseError {
        CollapseError("\(tensor): \(error)")
    }
}
