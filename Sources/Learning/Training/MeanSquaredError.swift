internal import Kernels
package import LinearAlgebra

/// The mean over samples *and* outputs of the squared error: PyTorch's `MSELoss`.
///
/// L = Σᵢⱼ (Pᵢⱼ − Yᵢⱼ)² / (N·t), its gradient ∂L/∂P = 2 (P − Y) / (N·t). Differences are taken in
/// single precision, squared and added in double.
package enum MeanSquaredError {
    /// The error of predictions `[N, t]` against targets `[N, t]`; N and t are at least 1.
    package static func value(_ predictions: Matrix<Float>, _ targets: Matrix<Float>) -> Double {
        precondition(predictions.shape == targets.shape, "predictions and targets differ in shape")
        precondition(!targets.elements.isEmpty, "the mean over nothing is undefined")
        return unsafe nrc_squared_error(
            predictions.elements, targets.elements, targets.elements.count)
            / Double(targets.elements.count)
    }

    /// ∂L/∂P for predictions `[n, t]` that are part of a batch of N samples.
    ///
    /// - Parameter samples: N, those of the whole batch.
    package static func gradient(
        _ predictions: Matrix<Float>, _ targets: Matrix<Float>, samples: Int
    ) -> Matrix<Float> {
        precondition(predictions.shape == targets.shape, "predictions and targets differ in shape")
        let factor = 2 / Float(samples * targets.columns)
        return Matrix(
            rows: predictions.rows, columns: predictions.columns,
            elements: zip(predictions.elements, targets.elements).map { factor * ($0 - $1) })
    }

    /// The error of the first samples and, in `gradient`, its derivative by each prediction.
    ///
    /// - Parameter gradient: blocks of the predictions' features, overwritten.
    static func value(
        _ predictions: SampleBlocks, _ targets: SampleBlocks, samples: Int,
        gradient: inout AlignedNumbers<Float>
    ) -> Double {
        precondition(samples > 0, "the mean over nothing is undefined")
        precondition(predictions.features == targets.features, "other outputs than targets")
        let size = SampleBlocks.size(features: targets.features, samples: samples)
        precondition(
            min(predictions.elements.count, targets.elements.count, gradient.count) >= size,
            "a buffer is too small")
        let count = samples * targets.features
        let sum = unsafe predictions.elements.withPointer { predicted in
            unsafe targets.elements.withPointer { wanted in
                unsafe gradient.withMutablePointer {
                    unsafe nrc_block_loss(
                        predicted, wanted, targets.features, samples, 2 / Float(count), $0)
                }
            }
        }
        return sum / Double(count)
    }
}

extension MultilayerPerceptron {
    /// The network's error on a data set with its weights as they are; `nil` where `goOn`, which is
    /// asked after every block of samples, says no.
    func meanSquaredError(
        on data: RegressionData, team: ThreadTeam, while goOn: () -> Bool
    ) -> Double? {
        predict(data.features, team: team, while: goOn)
            .map { MeanSquaredError.value($0, data.targets) }
    }
}
