internal import Foundation

/// Where an axis begins and ends and what its ticks say, settled here and not by gnuplot, so that
/// the picture depends on nothing but the data.
struct AxisPlan: Equatable {
    /// Magnitudes are cut off here: beyond, ranges overflow or vanish.
    private static let largest = 1e300
    private static let smallest = 1e-300
    /// Room at either end, as a part of the span.
    private static let padding = 0.06

    var lower: Double
    var upper: Double
    var isLogarithmic: Bool
    var ticks: [Tick]

    /// - Parameters:
    ///   - values: all that the axis must show; what is not finite, and on a logarithmic axis not
    ///     positive, is passed over.
    ///   - startsAtZero: whether a linear axis of values that are not negative begins at zero, when
    ///     that costs less than half of it.
    init(_ axis: Axis, values: [Double], startsAtZero: Bool) {
        isLogarithmic = axis.scale == .logarithmic
        let hints = [axis.lower, axis.upper].compactMap(\.self)
        let (lower, upper) =
            isLogarithmic
            ? Self.logarithmicRange(values, hints)
            : Self.linearRange(values, hints, startsAtZero: startsAtZero)
        (self.lower, self.upper) = (lower, upper)
        if let places = axis.ticks, let labels = axis.tickLabels {
            ticks = zip(places, labels).filter { $0.0 >= lower && $0.0 <= upper }
                .map { Tick(value: $0, text: $1) }
        } else if let places = axis.ticks {
            ticks = Tick.at(places.filter { $0 >= lower && $0 <= upper })
        } else {
            ticks =
                isLogarithmic
                ? Tick.logarithmic(lower: lower, upper: upper)
                : Tick.linear(lower: lower, upper: upper)
        }
    }

    /// How far along the axis a value lies: 0 at the lower end, 1 at the upper.
    func fraction(_ value: Double) -> Double {
        isLogarithmic
            ? log10(value / lower) / log10(upper / lower) : (value - lower) / (upper - lower)
    }

    /// The data with some room, but a limit asked for exactly where the data stay within it.
    private static func linearRange(
        _ values: [Double], _ hints: [Double], startsAtZero: Bool
    ) -> (Double, Double) {
        func clamped(_ value: Double) -> Double {
            abs(value) < smallest ? 0 : min(max(value, -largest), largest)
        }
        let data = values.filter(\.isFinite).map(clamped)
        let limits = hints.filter(\.isFinite).map(clamped)
        guard let least = (data + limits).min(), let most = (data + limits).max() else {
            return (0, 1)
        }
        if least == most {
            let room = least == 0 ? 1 : abs(least) / 2
            return (clamped(least - room), clamped(most + room))
        }
        let room = (most / 2 - least / 2) * 2 * padding
        let reachesZero = startsAtZero && least >= 0 && least < most / 2
        let lower = reachesZero ? 0 : least - room
        return (
            limits.contains(least) ? least : clamped(lower),
            limits.contains(most) ? most : clamped(most + room)
        )
    }

    private static func logarithmicRange(
        _ values: [Double], _ hints: [Double]
    ) -> (Double, Double) {
        func exponents(_ values: [Double]) -> [Double] {
            values.filter { $0.isFinite && $0 > 0 }
                .map { log10(min(max($0, smallest), largest)) }
        }
        let limits = exponents(hints)
        let all = exponents(values) + limits
        guard let least = all.min(), let most = all.max() else { return (0.1, 1) }
        let room = max((most - least) * padding, least == most ? 0.2 : 0.04)
        return (
            pow(10, limits.contains(least) && least < most ? least : least - room),
            pow(10, limits.contains(most) && least < most ? most : most + room)
        )
    }
}
