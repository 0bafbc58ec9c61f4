import Testing

@testable import Stages

@Suite struct ShortNumberTests {
    @Test(
        "three significant digits, rounded before the unit is chosen",
        arguments: [
            (0, "0"), (-0.0, "0"), (0.02411, "0.0241"), (0.99999, "1"), (12.94, "12.9"),
            (999.4, "999"), (999.7, "1k"), (-999.7, "-1k"), (1_387.5, "1.39k"),
            (240_000, "240k"), (999_999, "1M"), (1_234_567, "1.23M"), (999_600_000, "1G"),
            (2.5e11, "250G"), (1e12, "1e+12"), (1e-4, "0.0001"), (1.234e-7, "1.23e-07"),
            (.infinity, "inf"), (.nan, "nan"),
        ])
    func text(value: Double, expected: String) {
        #expect(ShortNumber.text(value) == expected)
    }
}
