/// What the targets alone say, over the measured samples.
package struct TargetStatistics: Sendable {
    /// Var(Y) = ‖Ȳ‖²_F/(N t), averaged over the targets.
    package let variance: Double
    private let spectrum: FeatureSpectrum

    /// - Parameters:
    ///   - spectrum: of Ȳ `[N, t]`.
    ///   - samples: N.
    init(spectrum: FeatureSpectrum, samples: Int) {
        self.spectrum = spectrum
        let squares = spectrum.singularValues.reduce(0) { $0 + $1 * $1 }
        variance = squares / Double(samples * spectrum.singularValues.count)
    }

    /// The best CKA of a signal that drops one of the directions that k asks for: of rank
    /// min(k, t) − 1. At k = r = 1 there is none to drop, and it is 0. nil for constant targets.
    func alignmentCeiling(k: Int) -> Double? {
        spectrum.alignmentCeiling(rank: min(k, spectrum.singularValues.count) - 1)
    }
}
