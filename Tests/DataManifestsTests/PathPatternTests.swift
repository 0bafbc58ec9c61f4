import PipelineLanguage
import TestSupport
import Testing

@testable import DataManifests

@Suite struct PathPatternTests {
    @Test(
        "what stands for a path",
        arguments: [
            ("a/b.csv", "a/b.csv"), ("./a//b.csv", "a/b.csv"), ("*.csv", "b.csv"),
            ("a/*", "a/b.csv"), ("data_?????.h5", "data_00001.h5"), ("?.csv", "é.csv"),
            ("*", "é"), ("a*b*c", "abxbc"), ("**", "a"), ("**", "a/b/c"), ("**/*.jpg", "1.jpg"),
            ("**/*.jpg", "a/b/1.jpg"), ("a/**/b", "a/b"), ("a/**/b", "a/x/y/b"),
            ("a/**/**/b", "a/b"), ("**/.hidden", "a/.hidden"), (".*", ".x"), ("[a]", "[a]"),
            ("*.jpg", "24_0_1_20170116220224657 .jpg.chip.jpg"), ("**/*_?_*.jpg", "x/24_0_1.jpg"),
            ("a/**", "a"), ("a/**", "a/b/c"), ("**/c", "c"), ("**/c", "a/b/c"),
            ("*a*a*a*", "aaa"),
        ])
    func matching(pattern: String, path: String) throws {
        #expect(try PathPattern(pattern).matches(path))
    }

    @Test(
        "what does not stand for a path",
        arguments: [
            ("a/b.csv", "b.csv"), ("*.csv", "a/b.csv"), ("a/*", "a"), ("a/*", "a/b/c"),
            ("data_?.h5", "data_10.h5"), ("??", "é"), ("a*b*c", "abxb"), ("**/*.jpg", "a/1.png"),
            ("a/**/b", "a/b/c"), ("a/**/b", "b"), ("*.jpg", "._1.jpg"), ("**/*.jpg", ".x/1.jpg"),
            ("?x", ".x"), ("[a]", "a"), ("A", "a"), ("a", ""), ("a", "a/b"), ("*", ".hidden"),
            ("a/b.csv", "a/bXcsv"), ("a?c", "a/c"), ("a/**", "b/a"), ("a/**/d", "a/b/c"),
            ("*a*a*a*a", "aaa"),
        ])
    func notMatching(pattern: String, path: String) throws {
        #expect(try !PathPattern(pattern).matches(path))
    }

    @Test(
        "what leads out or is malformed is no pattern",
        arguments: [
            ("", PatternProblem.path(.empty)), (".", .path(.empty)), ("/a", .path(.absolute)),
            ("a/../b", .path(.leaves)), ("a\n", .path(.forbiddenCharacter)),
            (String(repeating: "a", count: 1025), .path(.tooLong)), ("a**", .doubleStar),
            ("***", .doubleStar),
        ])
    func malformed(pattern: String, problem: PatternProblem) {
        #expect(throws: problem) { try PathPattern(pattern) }
    }

    @Test("patterns made to take long do not")
    func backtracking() throws {
        let stars = try PathPattern(String(repeating: "*a", count: 500) + "b")
        let folders = try PathPattern(String(repeating: "**/a/", count: 200) + "b")
        let (matches, seconds) = processorSeconds {
            [
                stars.matches(String(repeating: "a", count: 1000)),
                folders.matches(Array(repeating: "a", count: 500).joined(separator: "/")),
            ]
        }
        #expect(matches == [false, false])
        // Milliseconds in fact; trying all ways would take longer than the universe is old.
        #expect(seconds < 30)
    }

    @Test("a path from JSON has to be one as well")
    func decoding() throws {
        let manifest = try ManifestFixture.load(ManifestFixture.manifest())
        let hostile = try manifest.json()
            .replacing("\"files\" : \"x.csv\"", with: "\"files\" : \"../x.csv\"")
        #expect(throws: DecodingError.self) { try DataManifest(json: hostile) }
    }
}
