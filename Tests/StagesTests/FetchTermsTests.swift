import Foundation
import Testing

@testable import DataManifests

/// Terms that have to be accepted before anything is got.
@Suite struct FetchTermsTests {
    private static let terms = "For research only.\nNo copies."
    private let project: FetchProject
    private let file: OfferedFile

    init() throws {
        project = try FetchProject()
        file = try OfferedFile("a.csv", "1,2\n", in: project)
        try project.describe(OfferedFile.source("first", file), terms: Self.terms)
    }

    private func refusal(of terms: String) -> String {
        """
        the terms of 'd' must be accepted before it is got:
        \(terms)
        to accept them: --accept-terms d
        """
    }

    private var accepted: AcceptedTerms { AcceptedTerms(in: project.folder.path("cache")) }

    @Test("without acceptance the terms are shown and nothing is got")
    func refused() throws {
        for settings in [[:], ["accepted_terms": []], ["accepted_terms": ["e", "D"]]] {
            #expect(try project.refusal(settings: settings) == refusal(of: Self.terms))
        }
        #expect(project.files(in: "got") == [])
        #expect(project.files(in: "cache") == [])
        #expect(!accepted.covers(Self.terms, of: "d"))
    }

    @Test("an acceptance is recorded and counts from then on")
    func recorded() throws {
        let settings = ["accepted_terms": ["e", "d"]]
        #expect(try project.fetch(settings: settings).files == ["a.csv": "1,2\n"])
        #expect(accepted.covers(Self.terms, of: "d"))
        #expect(!accepted.covers(Self.terms, of: "e"))
        #expect(try project.fetch().files == ["a.csv": "1,2\n"])
    }

    @Test("it is recorded even where nothing could be had then")
    func recordedBefore() throws {
        try FileManager.default.removeItem(atPath: #require(file.path))
        let refusal = try project.refusal(settings: ["accepted_terms": ["d"]])
        #expect(refusal.hasPrefix("no source of 'd' could be had\n"))
        #expect(accepted.covers(Self.terms, of: "d"))
    }

    @Test("other words have to be accepted anew")
    func otherWords() throws {
        _ = try project.fetch(settings: ["accepted_terms": ["d"]])
        let words = "For research only.\nCopies allowed."
        try project.describe(OfferedFile.source("first", file), terms: words)
        #expect(try project.refusal() == refusal(of: words))
        _ = try project.fetch(settings: ["accepted_terms": ["d"]])
        #expect(try project.fetch().files == ["a.csv": "1,2\n"])
        try project.describe(OfferedFile.source("first", file), terms: Self.terms)
        #expect(try project.refusal() == refusal(of: Self.terms))
    }
}
