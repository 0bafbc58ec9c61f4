/// What the targets alone say, over the measured samples.
struct TargetStatistics: Sendable {
    /// Var(Y) = ‖Ȳ‖²_F/(N t), averaged over the targets.
    let variance: Double
    private let spectrum: FeatureSpectrum

    /// - Parameters:
    ///   - spectrum: of Ȳ `[N, t]`.
    ///   - samples: N.
    init(spectrum: FeatureSpectrum, samples: Int) {
        self.spectrum = spectrum
        let squares = spectrum.singularValues.reduce(0) { $0 + $1 * $1 }
        variance = squares / Double(samples * spectrum.singularValues.count)
    }

    /// ‖Ȳ‖²_F/‖Ȳ‖²₂, what a layer's stable rank compares with; nil for constant targets.
    var stableRank: Double? { spectrum.stableRank }

    /// The best CKA of a signal that drops one of the directions that k asks for: of rank
    /// min(k, t) − 1; see `FeatureSpectrum.alignmentCeiling`. At k = r = 1 there is none to drop,
    /// and it is 0. nil for constant targets.
    ///
    /// The published ceilings at k = t (.980 Swimmer, .959 Reacher, .907 Hopper) come from targets
    /// standardised over *all* samples; over the training split they are .980, .960 and .909.
    func alignmentCeiling(k: Int) -> Double? {
        spectrum.alignmentCeiling(rank: min(k, spectrum.singularValues.count) - 1)
    }
}
