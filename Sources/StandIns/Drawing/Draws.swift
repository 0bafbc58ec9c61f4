internal import LinearAlgebra

extension RandomStream {
    /// The stream of one sample, so that a sample depends neither on the others nor on their
    /// number.
    init(seed: UInt64, standIn name: String, sample index: Int) {
        self.init(seed: seed, stream: "stand-in/\(name)/\(index)")
    }

    /// Uniform on a range.
    mutating func uniform(_ low: Float, _ high: Float) -> Float {
        low + (high - low) * Float(uniform())
    }

    /// A bell-shaped number with mean 0, variance 1 and |x| ≤ 2√3: the standardised sum of four
    /// uniform ones. `standardNormal` needs a logarithm, whose last bits differ between machines.
    mutating func bell() -> Float {
        let sum = uniform() + uniform() + uniform() + uniform()
        return Float((sum - 2) * 1.7320508075688772)
    }

    mutating func chance(_ probability: Float) -> Bool { Float(uniform()) < probability }

    /// One of several weighted choices.
    /// - Precondition: the list is not empty and the weights are positive.
    mutating func choice<Choice>(_ weighted: [(choice: Choice, weight: Float)]) -> Choice {
        var rest = uniform(0, weighted.reduce(0) { $0 + $1.weight })
        for candidate in weighted.dropLast() {
            if rest < candidate.weight { return candidate.choice }
            rest -= candidate.weight
        }
        return weighted[weighted.count - 1].choice
    }

    mutating func choice<Choice>(_ options: [Choice]) -> Choice {
        options[index(below: options.count)]
    }

    mutating func texture() -> Texture { Texture(key: UInt32(truncatingIfNeeded: next() >> 32)) }
}
