/// The speed of a transfer over the last seconds.
struct SpeedMeter {
    private struct Sample {
        var seconds: Double
        var bytes: Int
    }

    private let window: Double
    private var samples: [Sample] = []

    /// - Parameter window: seconds over which the speed is taken.
    init(window: Double) { self.window = window }

    /// - Parameters:
    ///   - bytes: all bytes of the transfer so far.
    ///   - seconds: now, on a clock that never jumps.
    mutating func note(bytes: Int, at seconds: Double) {
        // A hundred samples cover the window well enough, however often this is called.
        if samples.count > 1, seconds - samples[samples.count - 2].seconds < window / 100 {
            samples.removeLast()
        }
        samples.append(Sample(seconds: seconds, bytes: bytes))
        // One sample at least as old as the window stays, so that the window is covered.
        let recent = samples.lastIndex { $0.seconds <= seconds - window }
        if let recent, recent > 0 { samples.removeFirst(recent) }
    }

    /// Bytes per second; 0 as long as no time has passed.
    var bytesPerSecond: Double {
        guard let first = samples.first, let last = samples.last, last.seconds > first.seconds
        else { return 0 }
        return Double(last.bytes - first.bytes) / (last.seconds - first.seconds)
    }

    /// Whether a whole window has passed with less than `limit` bytes per second.
    func isSlower(than limit: Int) -> Bool {
        guard let first = samples.first, let last = samples.last,
            last.seconds - first.seconds >= window
        else { return false }
        return bytesPerSecond < Double(limit)
    }
}
