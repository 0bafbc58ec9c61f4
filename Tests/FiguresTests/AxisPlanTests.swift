import Testing

@testable import Figures

@Suite struct AxisPlanTests {
    private func range(
        _ values: [Double], _ scale: Axis.Scale = .linear, lower: Double? = nil,
        upper: Double? = nil, startsAtZero: Bool = true
    ) -> [Double] {
        let plan = AxisPlan(
            Axis(label: "", scale: scale, lower: lower, upper: upper), values: values,
            startsAtZero: startsAtZero)
        return [plan.lower, plan.upper]
    }

    @Test("limits asked for are kept exactly while the data stay within, and give way else")
    func hints() {
        #expect(range([0.2, 0.9], lower: 0, upper: 1.05) == [0, 1.05])
        let wider = range([-1, 3], lower: 0, upper: 1)
        #expect(wider[0] < -1 && wider[1] > 3)
    }

    @Test("an axis starts at zero where that costs little, and only where asked for")
    func zero() {
        #expect(range([2, 10])[0] == 0)
        #expect(range([9, 10])[0] > 8)
        #expect(range([0, 7], startsAtZero: false)[0] < 0)
    }

    @Test("a single value, zero too, has room on both sides")
    func single() {
        #expect(range([4]) == [2, 6])
        #expect(range([0]) == [-1, 1])
        #expect(range([]) == [0, 1])
        let logarithmic = range([10], .logarithmic)
        #expect(logarithmic[0] < 10 && logarithmic[1] > 10)
    }

    @Test("values that are not finite, and on a logarithmic axis not positive, are passed over")
    func undefined() {
        #expect(range([.nan, 2, .infinity, 10]) == range([2, 10]))
        #expect(range([-1, 0, .nan, 1, 100], .logarithmic) == range([1, 100], .logarithmic))
        #expect(range([0], .logarithmic) == [0.1, 1])
    }

    @Test("extreme values give finite limits in order")
    func extremes() {
        let largest = Double.greatestFiniteMagnitude
        let least = Double.leastNonzeroMagnitude
        let cases: [[Double]] = [
            [largest, -largest], [largest], [least], [0, least], [1, 1 + 1e-15],
        ]
        for values in cases {
            for scale in [Axis.Scale.linear, .logarithmic] {
                let limits = range(values, scale)
                #expect(
                    limits.allSatisfy(\.isFinite) && limits[0] < limits[1], "\(values) \(scale)")
            }
        }
    }

    @Test("ticks say what they are to say, as far as they are within the axis")
    func tickLabels() {
        let axis = Axis(
            label: "", lower: -0.5, upper: 1.5, ticks: [0, 1, 7], tickLabels: ["1e-3", "a_b", "c"])
        let plan = AxisPlan(axis, values: [0, 1], startsAtZero: false)
        #expect(
            plan.ticks == [Tick(value: 0, text: "1e-3"), Tick(value: 1, text: "a_b")])
        #expect([plan.lower, plan.upper] == [-0.5, 1.5])
    }
}
