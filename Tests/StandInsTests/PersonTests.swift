import Testing

@testable import StandIns

@Suite struct PersonTests {
    private let people = (0..<3000).map { Person(seed: 21, index: $0) }

    @Test("the age at a probability grows with it, from 1 to 116")
    func quantiles() {
        let ages = (0..<1000).map { AgeDistribution.age(at: Float($0) / 1000) }
        #expect(ages.first == 1)
        #expect(zip(ages, ages.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(AgeDistribution.age(at: 0.25) == 23)
        #expect(AgeDistribution.age(at: 0.5) == 29)
        #expect(AgeDistribution.age(at: Float(1).nextDown) == 116)
    }

    @Test("ages are skewed like UTKFace's: mean 33, deviation 20, a median of 29")
    func ages() {
        let ages = people.map { Float($0.age) }
        let sorted = ages.sorted()
        #expect(ages.allSatisfy { (1...116).contains($0) })
        // The table's mean is 33.1 (whole years are rounded down); its deviation of 19.5 makes five
        // standard errors of 3,000 draws 1.8 years.
        #expect(abs(mean(ages) - 33.1) < 1.8)
        #expect((18...21).contains(deviation(ages)))
        #expect((27...31).contains(sorted[1500]))
        let third = mean(ages.map { ($0 - 33.1) * ($0 - 33.1) * ($0 - 33.1) })
        #expect(third > 0)
    }

    @Test("each cue follows the age, none of them exactly")
    func cues() {
        let ages = people.map { Float($0.age) }
        func correlation(_ cue: (AgeCues) -> Float) -> Float {
            StandInsTests.correlation(people.map { cue($0.cues) }, ages)
        }
        let rising: [(AgeCues) -> Float] = [
            \.greyness, \.wrinkles, \.sagging, \.roughness, { Float($0.spots) },
        ]
        for cue in rising {
            #expect((0.75...0.995).contains(correlation(cue)))
        }
        #expect((0.5...0.9).contains(correlation(\.growth)))
        #expect((-0.95...(-0.6)).contains(correlation(\.fullness)))
        #expect((0.3...0.8).contains(correlation(\.recession)))
    }

    @Test("what says nothing about age is not correlated with it")
    func nuisance() {
        let ages = people.map { Float($0.age) }
        // Five standard errors of 3,000 draws.
        let bound = 5 / Float(3000).squareRoot()
        let traits = people.map(\.traits)
        #expect(abs(correlation(traits.map(\.skin.luma), ages)) < bound)
        #expect(abs(correlation(traits.map(\.hair.luma), ages)) < bound)
        #expect(abs(correlation(traits.map(\.smile), ages)) < bound)
    }
}
