import Foundation
import TestSupport
import Testing

@testable import DataManifests

@Suite struct AcceptedTermsTests {
    private let folder: TemporaryProject

    init() throws { folder = try TemporaryProject() }

    private func accept(_ terms: String, of dataset: String) throws {
        try AcceptedTerms(in: folder.path).record(terms, of: dataset)
    }

    private func covers(_ terms: String, of dataset: String) -> Bool {
        AcceptedTerms(in: folder.path).covers(terms, of: dataset)
    }

    private var record: String {
        get throws {
            try String(contentsOfFile: folder.path("accepted-terms/d.json"), encoding: .utf8)
        }
    }

    @Test("nothing is accepted before it was")
    func nothing() {
        #expect(!covers("words", of: "d"))
    }

    @Test("the very words are accepted, of that data set alone")
    func words() throws {
        try accept("words", of: "d")
        #expect(covers("words", of: "d"))
        #expect(!covers("words", of: "e"))
        #expect(!covers("Words", of: "d"))
        #expect(!covers("words\n", of: "d"))
    }

    @Test("data sets are accepted one beside the other, and new words replace old ones")
    func several() throws {
        try accept("one", of: "d")
        try accept("two", of: "e")
        try accept("three", of: "d")
        #expect(covers("three", of: "d"))
        #expect(!covers("one", of: "d"))
        #expect(covers("two", of: "e"))
    }

    @Test("the record has the words and the time, in a form to be read by others")
    func form() throws {
        try accept("For research only.", of: "d")
        let time = try #require(
            try /"accepted_at" : "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"/.firstMatch(in: record)?.1)
        #expect(
            try record == """
                {
                  "accepted_at" : "\(time)",
                  "terms" : "For research only.",
                  "version" : 1
                }
                """)
    }

    @Test("accepting the same words again leaves the time of the first acceptance")
    func again() throws {
        try accept("words", of: "d")
        let old = try record.replacing(/20\d\d-/, with: "1999-")
        try folder.write(old, to: "accepted-terms/d.json")
        try accept("words", of: "d")
        #expect(try record == old)
    }

    @Test(
        "a record that cannot be read accepts nothing",
        arguments: [
            "", "{", "{\"version\": 1}", "{\"version\": 1, \"terms\": [\"words\"]}",
        ])
    func damaged(text: String) throws {
        try folder.write(text, to: "accepted-terms/d.json")
        #expect(!covers("words", of: "d"))
        try accept("words", of: "d")
        #expect(covers("words", of: "d"))
    }

    @Test("a record of another version accepts nothing")
    func otherVersion() throws {
        try accept("words", of: "d")
        try folder.write(
            record.replacing("\"version\" : 1", with: "\"version\" : 2"),
            to: "accepted-terms/d.json")
        #expect(!covers("words", of: "d"))
    }

    @Test("where nothing can be written, nothing is accepted, and that is an error")
    func unwritable() throws {
        try folder.write("a file, not a folder", to: "accepted-terms")
        #expect(throws: (any Error).self) { try accept("words", of: "d") }
        #expect(!covers("words", of: "d"))
    }
}
