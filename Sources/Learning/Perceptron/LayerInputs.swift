package import LinearAlgebra

/// What every layer reads, for one block of consecutive samples.
package struct LayerInputs: Sendable {
    /// The samples' rows in the matrix of features.
    package let rows: Range<Int>
    /// For each layer `[rows.count, inputs of the layer]`; the first are the features themselves.
    package let inputs: [Matrix<Float>]
    /// `[rows.count, outputs]`.
    package let predictions: Matrix<Float>
}

extension MultilayerPerceptron {
    /// Samples that are computed at once outside training: enough for several threads, little memory.
    package static let evaluationBlock = 1024

    /// Hands every layer's inputs to `body`, block after block from the first row to the last, so
    /// that memory does not grow with the number of samples.
    ///
    /// - Parameter features: `[samples, inputs]`
    /// - Throws: what `body` throws.
    package func forEachBlock<Failure: Error>(
        of features: Matrix<Float>, rows blockRows: Int = evaluationBlock,
        team: ThreadTeam = ThreadTeam(threads: 1), _ body: (LayerInputs) throws(Failure) -> Void
    ) throws(Failure) {
        var pass = EvaluationPass(for: self, capacity: max(1, min(blockRows, features.rows)))
        var start = 0
        while start < features.rows {
            let rows = start..<min(start + pass.capacity, features.rows)
            pass.run(self, on: features, rows: rows, team: team)
            let matrices = team.map(layers.count + 1) { [pass] in
                pass.matrix($0, samples: rows.count)
            }
            try body(
                LayerInputs(
                    rows: rows, inputs: Array(matrices.dropLast()),
                    predictions: matrices[layers.count]))
            start = rows.upperBound
        }
    }

    /// The predictions `[samples, outputs]` for features `[samples, inputs]`, in blocks; `nil` where
    /// `goOn`, which is asked after every block, says no.
    func predict(
        _ features: Matrix<Float>, team: ThreadTeam, while goOn: () -> Bool
    ) -> Matrix<Float>? {
        var elements: [Float] = []
        elements.reserveCapacity(features.rows * outputs)
        var pass = EvaluationPass(
            for: self, capacity: max(1, min(Self.evaluationBlock, features.rows)))
        var start = 0
        while start < features.rows {
            let rows = start..<min(start + pass.capacity, features.rows)
            pass.run(self, on: features, rows: rows, team: team)
            elements.append(contentsOf: pass.matrix(layers.count, samples: rows.count).elements)
            start = rows.upperBound
            guard goOn() else { return nil }
        }
        return Matrix(rows: features.rows, columns: outputs, elements: elements)
    }
}
