import Figures
import Testing

@Suite struct PointTests {
    @Test("the median of an odd number is the middle, of an even one the mean of the middle two")
    func median() {
        let odd = Point(x: 0, values: [3, 1, 2])
        #expect((odd.low, odd.median, odd.high, odd.seeds) == (1, 2, 3, 3))
        let even = Point(x: 0, values: [4, 1, 2, 3])
        #expect((even.low, even.median, even.high, even.seeds) == (1, 2.5, 4, 4))
        let huge = Point(x: 0, values: [1.7e308, 1.7e308])
        #expect(huge.median == 1.7e308)
    }

    @Test("undefined values are left out, and none at all gives an undefined point")
    func undefined() {
        let some = Point(x: 0, values: [nil, .nan, 5, .infinity])
        #expect((some.low, some.median, some.high, some.seeds) == (5, 5, 5, 1))
        let none = Point(x: 0, values: [nil, .nan])
        #expect((none.low, none.median, none.high, none.seeds) == (nil, nil, nil, 0))
        let direct = Point(x: 0, median: .nan, low: -.infinity, high: .infinity, seeds: 1)
        #expect((direct.low, direct.median, direct.high) == (nil, nil, nil))
    }
}
