import Foundation
import Testing

@testable import Datasets

@Suite struct TrainTestSplitTests {
    private struct Expected: Decodable {
        var test_count, train_count: Int
        var test_first, test_last, train_first, train_last: [Int]
        var checksum: String
    }

    @Test(
        "both libraries' splits are met index by index",
        arguments: [
            (SplitConvention.scikitLearn, "splits.json", 8),
            (.huggingFaceDatasets, "splits-hugging-face.json", 4),
        ])
    func golden(convention: SplitConvention, file: String, caseCount: Int) throws {
        let cases = try JSONDecoder().decode([String: Expected].self, from: Golden.bytes(file))
        #expect(cases.count == caseCount)
        for (count, expected) in cases {
            let count = try #require(Int(count))
            let split = try TrainTestSplit(sampleCount: count, by: convention)
            #expect(split.test.count == expected.test_count)
            #expect(split.train.count == expected.train_count)
            #expect(Array(split.test.prefix(5)) == expected.test_first)
            #expect(Array(split.test.suffix(5)) == expected.test_last)
            #expect(Array(split.train.prefix(5)) == expected.train_first)
            #expect(Array(split.train.suffix(5)) == expected.train_last)
            var checksum: UInt64 = 0
            for (place, index) in (split.test + split.train).enumerated() {
                checksum &+= UInt64(place + 1) &* UInt64(index)
            }
            #expect("\(checksum)" == expected.checksum, "N = \(count)")
        }
    }

    @Test("every sample is in exactly one part", arguments: SplitConvention.allCases)
    func partition(convention: SplitConvention) throws {
        let split = try TrainTestSplit(
            sampleCount: 123, by: convention, testFraction: 0.31, seed: 9)
        #expect((split.test + split.train).sorted() == Array(0..<123))
        #expect(split.test.count == 39)
    }

    @Test(
        "too few samples for two parts are refused", arguments: [(0, "0 samples"), (1, "1 sample")])
    func tooFew(count: Int, samples: String) {
        #expect {
            try TrainTestSplit(sampleCount: count)
        } throws: {
            "\($0)" == "\(samples) can't be split into a training and a test set with the "
                + "fraction 0.2 for the test; give more samples"
        }
    }
}
