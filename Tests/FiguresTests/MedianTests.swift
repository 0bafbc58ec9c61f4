import Figures
import Testing

@Suite struct MedianTests {
    @Test(
        "the middle value, or the mean of the middle two, in any order and without overflow",
        arguments: [
            ([], nil), ([3], 3), ([3, 1, 2], 2), ([4, 1, 3, 2], 2.5),
            ([1.7e308, 1.7e308], 1.7e308),
        ] as [([Double], Double?)])
    func median(values: [Double], expected: Double?) {
        #expect(Median.of(values) == expected)
    }
}
