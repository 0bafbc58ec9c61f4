import Testing

@testable import LinearAlgebra

/// Golden numbers: NumPy's `RandomState`, by `Tests/DatasetsTests/Golden/make_goldens.py`.
@Suite struct MersenneTwisterTests {
    @Test("32-bit words agree with NumPy, across two renewals of the state")
    func words() {
        let golden: [(seed: UInt32, first: [UInt32], last: [UInt32])] = [
            (
                0, [2_357_136_044, 2_546_248_239, 3_071_714_933, 3_626_093_760, 2_588_848_963],
                [2_613_888_336, 4_150_613_312, 1_410_376_833, 2_180_278_066, 3_447_536_480]
            ),
            (
                1, [1_791_095_845, 4_282_876_139, 3_093_770_124, 4_005_303_368, 491_263],
                [2_523_141_805, 1_098_417_244, 3_691_746_744, 3_447_525_242, 2_639_655_731]
            ),
            (
                42, [1_608_637_542, 3_421_126_067, 4_083_286_876, 787_846_414, 3_143_890_026],
                [286_126_900, 3_893_268_071, 983_656_551, 2_681_081_778, 2_331_520_038]
            ),
            (
                4_294_967_295,
                [419_326_371, 479_346_978, 3_918_654_476, 2_416_749_639, 3_388_880_820],
                [3_391_790_918, 4_044_987_765, 326_153_399, 2_553_343_528, 3_191_189_008]
            ),
        ]
        for (seed, first, last) in golden {
            var generator = MersenneTwister(seed: seed)
            let words = (0..<1500).map { _ in generator.next32() }
            #expect(Array(words.prefix(5)) == first, "seed \(seed)")
            #expect(Array(words.suffix(5)) == last, "seed \(seed)")
        }
    }

    @Test("the generator of the standard: the 10,000th word of seed 5489 is 4123659995")
    func standard() {
        // ISO C++, [rand.predef], mt19937.
        var generator = MersenneTwister(seed: 5489)
        for _ in 0..<9999 { _ = generator.next32() }
        #expect(generator.next32() == 4_123_659_995)
    }

    @Test("intervals beyond 32 bits take two words, the high one first")
    func wide() {
        var generator = MersenneTwister(seed: 42)
        let numbers = (0..<5).map { _ in generator.interval((1 << 40) + 5) }
        #expect(
            numbers == [
                441_507_790_259, 458_615_280_711, 810_017_303_572, 440_001_501_305, 375_095_422_324,
            ])
    }

    @Test("an interval of one number draws nothing")
    func single() {
        var generator = MersenneTwister(seed: 1)
        let before = generator
        #expect(generator.interval(0) == 0)
        #expect(generator == before)
    }

    @Test("permutations agree with NumPy")
    func permutation() {
        var generator = MersenneTwister(seed: 42)
        #expect(generator.permutation(10) == [8, 1, 5, 0, 7, 2, 9, 4, 3, 6])
        #expect(generator.permutation(0) == [])
        #expect(generator.permutation(1) == [0])
    }
}
