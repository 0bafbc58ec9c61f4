/// The learning rate of each epoch.
package enum LearningRateSchedule: String, Sendable, CaseIterable, Codable {
    /// Always the base rate.
    case constant
    /// Times 0.1 at epochs ⌊E/3⌋ and ⌊2E/3⌋ of E, counted from 0, as PyTorch's `MultiStepLR` does:
    /// with fewer than three epochs a milestone falls on epoch 0 and holds from the start.
    ///
    /// Source: the authors' code.
    case stepsAtThirds = "steps-at-thirds"

    /// The rate in `epoch`, counted from 0, of `epochs`.
    package func rate(_ base: Double, epoch: Int, of epochs: Int) -> Double {
        switch self {
        case .constant: base
        case .stepsAtThirds:
            [epochs / 3, 2 * epochs / 3].filter { $0 <= epoch }.reduce(base) { rate, _ in rate * 0.1
            }
        }
    }
}
