/// Why a network cannot be trained, or no further.
package enum TrainingError: Error, Equatable, Sendable {
    /// Data that cannot be used: empty, of the wrong shape, or with NaN or infinite values.
    case unusableData(String)
    case diverged(Divergence)
}

/// A loss that became NaN or infinite.
package struct Divergence: Equatable, Sendable, CustomStringConvertible {
    /// Counted from 1; 0 before the first.
    package let epoch: Int
    /// Within the epoch, counted from 1; nil where a whole data set was evaluated.
    package let step: Int?
    package let loss: Double
    /// The loss of the last batch before, nil when there was none.
    package let lastFiniteLoss: Double?

    package var description: String {
        let value = loss.isNaN ? "nan" : "\(loss)"
        guard epoch > 0 else {
            return "the network as it begins has the loss \(value); "
                + "lower the initial scale, or rescale the data"
        }
        let place = step.map { "epoch \(epoch), step \($0)" } ?? "the end of epoch \(epoch)"
        let before = lastFiniteLoss.map { "the last good loss was \($0)" } ?? "no step went well"
        return "the loss became \(value) at \(place) (\(before)); try a lower learning rate"
    }
}

extension TrainingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unusableData(let message): message
        case .diverged(let divergence): divergence.description
        }
    }
}
