import Testing

@testable import Claims

@Suite struct NumberTextTests {
    @Test(
        "three significant digits, and a power of ten for the very small and large",
        arguments: [
            (0.0, "0"), (1, "1"), (0.1, "0.1"), (-0.98861, "-0.989"), (0.9999, "1"), (12.96, "13"),
            (12.94, "12.9"), (1390, "1390"), (123_456, "123000"), (999_600, "1e6"),
            (1_234_567, "1.23e6"), (0.00010049, "0.0001"), (0.0000999, "9.99e-5"),
            (2.8e-9, "2.8e-9"), (1e-300, "1e-300"), (.leastNonzeroMagnitude, "4.94e-324"),
            (1.7976931348623157e308, "1.8e308"), (1000, "1000"), (0.001, "0.001"),
            (99.95, "100"), (.infinity, "inf"),
        ])
    func short(_ value: Double, _ text: String) {
        #expect(NumberText.short(value) == text)
    }
}
