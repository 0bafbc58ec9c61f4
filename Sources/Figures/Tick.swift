internal import Foundation

/// A tick of an axis.
struct Tick: Equatable {
    var value: Double
    /// In gnuplot's enhanced notation (`10^{−3}`); empty on minor ticks and where labels would
    /// touch.
    var label: String
    var isMajor: Bool
    /// The label as it is read, for measuring.
    var plainLabel: String

    init(value: Double, label: String, isMajor: Bool = true) {
        (self.value, self.label, self.isMajor) = (value, label, isMajor)
        plainLabel = label.filter { !"^{}".contains($0) }
    }

    /// A tick with a text of its own.
    init(value: Double, text: String) {
        (self.value, isMajor, plainLabel) = (value, true, text)
        label = GnuplotText.tickLabel(text)
    }

    private init(minor value: Double) {
        self.init(value: value, label: "", isMajor: false)
    }

    /// Ticks at given places.
    static func at(_ places: [Double]) -> [Tick] {
        let labels = labels(of: places)
        return zip(places, labels).map { Tick(value: $0, label: $1) }
    }

    /// About five ticks at multiples of 1, 2 or 5 times a power of ten.
    static func linear(lower: Double, upper: Double) -> [Tick] {
        let rough = upper / 5 - lower / 5
        guard rough > 0, rough.isNormal else { return at([lower]) }
        let power = pow(10, floor(log10(rough)))
        let step = ([1, 2, 5].first { $0 * power >= rough * 0.8 } ?? 10) * power
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard first <= last, last - first < 20, first.magnitude < 1e9 else {
            return at([lower, upper])
        }
        return at(stride(from: first, through: last, by: 1).map { $0 * step })
    }

    /// Labels at decades where there are at least three; on narrower ranges at some or all of the
    /// multiples of powers of ten; on still narrower ones at round numbers. The multiples 2…9
    /// without a label are minor ticks, whose spacing shows that the axis is logarithmic.
    static func logarithmic(lower: Double, upper: Double) -> [Tick] {
        let first = Int((log10(lower) - 1e-9).rounded(.up))
        let last = Int((log10(upper) + 1e-9).rounded(.down))
        if last - first >= 2 { return decades(first...last, lower: lower, upper: upper) }
        let multiples = multiples(of: first - 1...last, lower: lower, upper: upper)
        for mantissas in [[1, 2, 5], [1, 3], [1, 2, 3, 5, 7], Array(1...9)] {
            let places = multiples.filter { mantissas.contains($0.mantissa) }.map(\.value)
            guard labelCounts.contains(places.count) else { continue }
            let minor = multiples.filter { !mantissas.contains($0.mantissa) }
            return labelledSingly(places) + minor.map { Tick(minor: $0.value) }
        }
        let round = linear(lower: lower, upper: upper)
        // A multiple that is a round number too has its label already.
        let minor = multiples.filter { multiple in
            !round.contains { abs($0.value - multiple.value) <= multiple.value * 1e-9 }
        }
        return round + minor.map { Tick(minor: $0.value) }
    }

    /// Fewer labels hardly show that an axis is logarithmic, more would be crowded.
    private static let labelCounts = 3...6

    private static func decades(
        _ exponents: ClosedRange<Int>, lower: Double, upper: Double
    ) -> [Tick] {
        let every = (exponents.count + 5) / 6
        let isPlain = exponents.lowerBound >= -2 && exponents.upperBound <= 3
        let major = exponents.map { exponent in
            let isLabelled = (exponent - exponents.lowerBound).isMultiple(of: every)
            let label =
                isPlain
                ? plain(pow(10, Double(exponent)), decimals: max(0, -exponent))
                : power(exponent)
            return Tick(value: pow(10, Double(exponent)), label: isLabelled ? label : "")
        }
        guard exponents.count <= 6 else { return major }
        let around = exponents.lowerBound - 1...exponents.upperBound
        let minor = multiples(of: around, lower: lower, upper: upper).filter { $0.mantissa > 1 }
        return major + minor.map { Tick(minor: $0.value) }
    }

    /// 1…9 times powers of ten, as far as they are within the range.
    private static func multiples(
        of exponents: ClosedRange<Int>, lower: Double, upper: Double
    ) -> [(mantissa: Int, value: Double)] {
        exponents.flatMap { exponent in
            (1...9).map { ($0, Double($0) * pow(10, Double(exponent))) }
        }
        .filter { $0.1 >= lower && $0.1 <= upper }
    }

    // MARK: Labels

    /// The numbers with as many decimals as tell them apart, or as mantissa and power of ten when
    /// they are very large or very small.
    private static func labels(of places: [Double]) -> [String] {
        let largest = places.map(abs).max() ?? 0
        guard largest == 0 || (1e-3..<1e5).contains(largest) else { return places.map(scientific) }
        let decimals = (0...6).first { decimals in
            let unit = pow(10, Double(decimals))
            return places.allSatisfy {
                abs(($0 * unit).rounded() / unit - $0) <= largest * 1e-6
            }
        }
        return places.map { plain($0, decimals: decimals ?? 6) }
    }

    /// Each number with its own decimals (0.5, 0.2, 0.1, 0.05), or all as mantissa and power of ten.
    private static func labelledSingly(_ places: [Double]) -> [Tick] {
        let isPlain = places.allSatisfy { (1e-3..<1e5).contains($0) }
        return places.map {
            Tick(value: $0, label: isPlain ? labels(of: [$0])[0] : scientific($0))
        }
    }

    private static func plain(_ value: Double, decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", abs(value))
        let isZero = !text.contains { "123456789".contains($0) }
        return (value < 0 && !isZero ? "−" : "") + text
    }

    private static func scientific(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let parts = String(format: "%.4e", abs(value)).split(separator: "e")
        let mantissa = Double(parts[0]) ?? 1
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let sign = value < 0 ? "−" : ""
        return mantissa == 1
            ? sign + power(exponent)
            : "\(sign)\(String(format: "%g", mantissa))×\(power(exponent))"
    }

    private static func power(_ exponent: Int) -> String {
        "10^{\(exponent < 0 ? "−" : "")\(abs(exponent))}"
    }
}

extension [Tick] {
    /// Shortens texts on a horizontal axis until neighbours keep apart: none may be left out, since nothing
    /// else tells what stands there. The words that all begin or end with go first; where texts can't be told
    /// apart then, their numbers from 1 stand for them, in the order of the legend.
    ///
    /// - Parameters:
    ///   - width: of the axis, in points.
    ///   - position: maps a value to points from the axis' left end.
    func shortened(size: Double, width: Double, position: (Double) -> Double) -> [Tick] {
        let gap = size * 0.6
        let places: [Double] = map { position($0.value) }
        // A text may reach out of the panel by an eighth of its width.
        let margin: Double = width / 4
        let room: [Double] = indices.map { index in
            let left: Double =
                index > 0 ? places[index] - places[index - 1] : 2 * places[index] + margin
            let right: Double =
                index + 1 < count
                ? places[index + 1] - places[index] : 2 * (width - places[index]) + margin
            return Swift.max(0, Swift.min(left, right) - gap)
        }
        func fits(_ texts: [String]) -> Bool {
            zip(texts, room).allSatisfy { TextMeasure.width($0, size: size) <= $1 }
        }
        var texts = map(\.plainLabel)
        guard !fits(texts) else { return self }
        if count > 1 { texts = Self.withoutCommonWords(texts) }
        texts = zip(texts, room).map { TextMeasure.shortened($0, size: size, width: $1) }
        if Set(texts).count < count { texts = (1...count).map(String.init) }
        return zip(self, texts).map { Tick(value: $0.value, text: $1) }
    }

    private static func withoutCommonWords(_ texts: [String]) -> [String] {
        let words: [[Substring]] = texts.map { $0.split(separator: " ") }
        // A word of each stays.
        let most: Int = (words.map(\.count).min() ?? 1) - 1
        var leading = 0
        while leading < most, words.allSatisfy({ $0[leading] == words[0][leading] }) {
            leading += 1
        }
        var trailing = 0
        while leading + trailing < most,
            words.allSatisfy({
                $0.suffix(trailing + 1).first == words[0].suffix(trailing + 1).first
            })
        {
            trailing += 1
        }
        return words.map {
            (leading > 0 ? "…" : "")
                + $0.dropFirst(leading).dropLast(trailing).joined(separator: " ")
                + (trailing > 0 ? "…" : "")
        }
    }

    /// Drops labels evenly until neighbours on a horizontal axis keep apart.
    ///
    /// - Parameter pointsPerUnit: maps a distance of two neighbouring labelled ticks to points.
    func thinned(size: Double, position: (Double) -> Double) -> [Tick] {
        let labelled = indices.filter { !self[$0].label.isEmpty }
        guard labelled.count > 1 else { return self }
        let gap = size * 0.6
        for every in 1...labelled.count {
            let kept = stride(from: 0, to: labelled.count, by: every).map { labelled[$0] }
            let fits = zip(kept, kept.dropFirst()).allSatisfy { left, right in
                let widths = [left, right].map {
                    TextMeasure.width(self[$0].plainLabel, size: size) / 2
                }
                return position(self[right].value) - position(self[left].value)
                    >= widths[0] + widths[1] + gap
            }
            guard fits else { continue }
            var result = self
            for index in labelled where !kept.contains(index) { result[index].label = "" }
            return result
        }
        return self
    }
}
