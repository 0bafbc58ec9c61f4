internal import Images

/// How the samples of an epoch are shared out into what is computed at once.
struct BatchDivision: Sendable, Equatable {
    /// Of the training set.
    let samples: Int
    /// As configured; a training set may be smaller.
    let batch: Int
    /// Into how many parts each batch is split.
    let parts: Int

    /// Every number of pictures that is computed at once.
    var sizes: Set<Int> {
        let full = min(batch, samples)
        let last = samples % batch
        let batches = [full] + (last > 0 && samples > batch ? [last] : [])
        return Set(batches.flatMap { Slices($0, into: parts).ranges.map(\.count) })
    }

    /// The largest of them.
    var largest: Int { sizes.max() ?? 1 }

    /// Whether batch norm has two numbers of every channel wherever it has to have them.
    func hasStatistics(_ size: ImageSize) -> Bool {
        // The last stage's positions: halved five times, each time rounded up.
        let positions = [size.height, size.width].map { ($0 + 31) / 32 }.reduce(1, *)
        return (sizes.min() ?? 1) * positions > 1
    }
}
