import Testing

@testable import Figures

@Suite struct TickTests {
    private func labels(_ ticks: [Tick]) -> [String] { ticks.filter(\.isMajor).map(\.label) }

    @Test("linear ticks are round numbers with as many decimals as they need")
    func linear() {
        #expect(
            labels(Tick.linear(lower: 0, upper: 1.05)) == [
                "0.0", "0.2", "0.4", "0.6", "0.8", "1.0",
            ])
        #expect(labels(Tick.linear(lower: -0.6, upper: 1.1)) == ["−0.5", "0.0", "0.5", "1.0"])
        #expect(labels(Tick.linear(lower: 0, upper: 15.6)) == ["0", "5", "10", "15"])
        #expect(
            labels(Tick.linear(lower: 0, upper: 3.2e6)) == ["0", "10^{6}", "2×10^{6}", "3×10^{6}"])
    }

    @Test("logarithmic ticks are powers of ten, thinned when many")
    func decades() {
        #expect(labels(Tick.logarithmic(lower: 0.05, upper: 200)) == ["0.1", "1", "10", "100"])
        #expect(
            labels(Tick.logarithmic(lower: 5e-4, upper: 2)) == [
                "10^{−3}", "10^{−2}", "10^{−1}", "10^{0}",
            ])
        let many = Tick.logarithmic(lower: 1e-13, upper: 1e4)
        #expect(
            labels(many).filter { !$0.isEmpty } == [
                "10^{−13}", "10^{−10}", "10^{−7}", "10^{−4}", "10^{−1}", "10^{2}",
            ])
        #expect(many.count == 18)
    }

    @Test(
        "a logarithmic range of few decades has at least three labels where it can",
        arguments: [
            (0.017, 0.8, ["0.02", "0.05", "0.1", "0.2", "0.5"]),
            (0.02, 1.3, ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]),
            (0.12, 1.2, ["0.2", "0.5", "1"]),
            (0.011, 9, ["0.03", "0.1", "0.3", "1", "3"]),
            (0.21, 0.99, ["0.3", "0.5", "0.7"]), (2.5, 6.1, ["3", "4", "5", "6"]),
            (4e-4, 3e-3, ["5×10^{−4}", "10^{−3}", "2×10^{−3}"]),
            (0.0235, 0.0248, ["0.0235", "0.0240", "0.0245"]),
        ] as [(Double, Double, [String])])
    func narrow(lower: Double, upper: Double, expected: [String]) {
        #expect(labels(Tick.logarithmic(lower: lower, upper: upper)) == expected)
    }

    @Test(
        "all multiples of powers of ten have ticks on a logarithmic axis, at most once",
        arguments: [
            (0.017, 0.8, 16), (0.12, 1.2, 9), (2.5, 6.1, 4), (0.05, 200, 34), (0.28, 0.33, 1),
        ] as [(Double, Double, Int)])
    func multiples(lower: Double, upper: Double, count: Int) {
        let ticks = Tick.logarithmic(lower: lower, upper: upper)
        #expect(ticks.allSatisfy { $0.isMajor || $0.label.isEmpty })
        let multiples = (-3...3).flatMap { exponent in
            (1...9).map { Double("\($0)e\(exponent)") ?? .nan }
        }
        .filter { $0 >= lower && $0 <= upper }
        #expect(multiples.count == count)
        for multiple in multiples {
            #expect(
                ticks.count { abs($0.value / multiple - 1) < 1e-9 } == 1, "\(multiple) in \(ticks)")
        }
    }

    @Test("labels that would touch are dropped evenly, their ticks stay")
    func thinned() {
        let layers = Tick.at((0..<33).map(Double.init))
        let thinned = layers.thinned(size: 8) { $0 / 33 * 150 }
        #expect(thinned.count == 33)
        #expect(
            thinned.filter { !$0.label.isEmpty }.map(\.value) == [0, 4, 8, 12, 16, 20, 24, 28, 32])
        let few = Tick.at([0, 1, 2])
        #expect(few.thinned(size: 8) { $0 * 50 } == few)
    }

    @Test("texts are shortened, none is left out, and what all begin with goes first")
    func shortened() {
        func texts(_ labels: [String], width: Double) -> [String] {
            let ticks = labels.enumerated().map { Tick(value: Double($0), text: $1) }
            return ticks.shortened(size: 8, width: width) {
                ($0 + 0.5) / Double(labels.count) * width
            }
            .map(\.plainLabel)
        }
        let decays = ["weight decay 5e-3", "weight decay 1e-3", "weight decay 1e-4"]
        #expect(texts(decays, width: 400) == decays)
        #expect(texts(decays, width: 150) == ["…5e-3", "…1e-3", "…1e-4"])
        let long = String(repeating: "a very long explanation ", count: 6)
        let short = texts([long + "x", "b", "c"], width: 150)
        #expect(short[0].hasSuffix("…") && short[0].count < 20)
        #expect(short[1...] == ["b", "c"])
        #expect(texts(["10%", "20%"], width: 100) == ["10%", "20%"])
        let settings = "abcd".map { "setting \($0) of them" }
        #expect(texts(settings, width: 150) == ["…a…", "…b…", "…c…", "…d…"])
        #expect(texts(settings, width: 60) == ["1", "2", "3", "4"])
    }
}
