/// When the error with fixed weights is measured: epoch 0, the paper's list, and the last epoch.
package enum EvaluationEpochs {
    /// A rough geometric sequence. Source: paper, section "Models", with training's 199.
    package static let listed = [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 20, 22, 24, 27, 29, 32, 35, 38,
        42, 45, 50, 54, 59, 65, 71, 77, 85, 92, 100, 101, 110, 121, 132, 144, 158, 172, 188, 199,
        206, 225, 245, 268, 293, 320, 350, 380, 420, 450, 500, 530, 560, 600, 630, 650, 680, 720,
        750, 790, 820, 850, 880, 900, 930, 970, 1000,
    ]

    /// The epochs, ascending, of a training of the given length.
    package static func upTo(_ last: Int) -> [Int] {
        ([0] + listed.filter { $0 < last } + [last]).reduce(into: []) { epochs, epoch in
            if epochs.last != epoch { epochs.append(epoch) }
        }
    }
}
