extension MultilayerPerceptronArchitecture {
    /// Bytes that a training takes at least: weights, velocities, and what the layers read in a
    /// batch, once as it is and once packed for the gradient's product.
    ///
    ///     4 · (2 Σ inᵢ·outᵢ + 2 · batch · Σ inᵢ)
    ///
    /// A floating-point number, because that of an absurd network is larger than any whole one.
    package func trainingBytes(batch: Int) -> Double {
        let widths = widths.map(Double.init)
        let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        let inputs = widths.dropLast().reduce(0, +)
        return 4 * (2 * weights + 2 * Double(batch) * inputs)
    }
}
