/// The distribution of ages: many young adults, some small children, a long tail to 116.
///
/// The quantiles are round numbers that give the shape of UTKFace's ages: a mean near 33 years, a
/// deviation near 20, half of all between 23 and 45, the range 1…116.
enum AgeDistribution {
    /// Cumulative probability and the age that it belongs to; linear between.
    static let quantiles: [(probability: Float, age: Float)] = [
        (0, 1), (0.05, 3), (0.1, 7), (0.25, 23), (0.5, 29), (0.75, 45), (0.9, 60), (0.95, 70),
        (0.99, 86), (1, 117),
    ]

    /// The age, a whole number of years from 1 to 116, at a cumulative probability.
    ///
    /// - Parameter probability: on [0, 1).
    static func age(at probability: Float) -> Int {
        for (low, high) in zip(quantiles, quantiles.dropFirst())
        where probability < high.probability {
            let share = (probability - low.probability) / (high.probability - low.probability)
            return Int(min(low.age + share * (high.age - low.age), 116))
        }
        return 116
    }
}
