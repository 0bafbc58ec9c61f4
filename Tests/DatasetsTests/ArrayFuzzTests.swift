import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct ArrayFuzzTests {
    private static let words = [
        "{", "}", "(", ")", ",", ":", "'", "True", "False", "<f4", ">f8", "|u1", "(9223372036854775807,)",
        "-1", "99999999999999999999", "'descr'", "'shape'", "'fortran_order'", "\n", " ",
    ]

    @Test("damaged .npy files crash nothing and take no time")
    func damaged() throws {
        let inputs = try FuzzInputs(
            corpus: "npy", words: Self.words, count: FuzzInputs.count(short: 20000))
        var tally = FuzzTally()
        for bytes in inputs {
            tally.note { (try? ArrayFile(contents: Data(bytes), path: "x.npy")) != nil }
        }
        print(tally.summary(of: ".npy file"))
        // Both ways through the reader were taken, and no input held it up.
        #expect(tally.refused > 0 && tally.refused < tally.inputs)
        #expect(tally.slowest < .seconds(10))
    }
}
