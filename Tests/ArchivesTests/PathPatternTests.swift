import Testing

@testable import Archives

@Suite struct PathPatternTests {
    @Test(
        "wild cards stay within a component, two stars go across them",
        arguments: [
            ("a/b.csv", "a/b.csv", true), ("a/b.csv", "a/bXcsv", false), ("a", "a/b", false),
            ("*.csv", "b.csv", true), ("*.csv", "a/b.csv", false), ("*", ".hidden", true),
            ("a/*", "a/b", true), ("a/*", "a/b/c", false), ("a/*", "a", false),
            ("?.csv", "é.csv", true), ("?.csv", "ab.csv", false), ("a?c", "a/c", false),
            ("**", "a", true), ("**", "a/b/c", true), ("**/c", "c", true), ("**/c", "a/b/c", true),
            ("a/**", "a/b/c", true), ("a/**", "a", true), ("a/**", "b/a", false),
            ("a/**/d", "a/d", true), ("a/**/d", "a/b/c/d", true), ("a/**/d", "a/b/c", false),
            ("**/*_?_*.jpg", "x/24_0_1.jpg", true), ("a**b", "axxb", true), ("a**b", "a/b", false),
            ("[ab]", "a", false), ("[ab]", "[ab]", true), ("", "a", false), ("a/", "a", false),
            ("*a*a*a*", "aaa", true), ("*a*a*a*a", "aaa", false),
        ])
    func matching(pattern: String, path: String, expected: Bool) throws {
        let path = try #require(try EntryPath.reading(Array(path.utf8)))
        #expect(PathPattern(pattern).matches(path) == expected)
    }

    @Test("a pattern of many stars takes no more than the product of the lengths")
    func manyStars() throws {
        let name = String(repeating: "a", count: 250)
        let path = try #require(try EntryPath.reading(Array(name.utf8)))
        // Tried in every way, it would take longer than the world has been there.
        let pattern = PathPattern(String(repeating: "*a", count: 60) + "*b")
        #expect(!pattern.matches(path))
    }
}
