import Testing

@testable import Stages

@Suite struct FileNameTextTests {
    @Test(
        "what could leave the folder or break a name is percent-encoded, byte by byte",
        arguments: [
            ("k-3", "k-3"), ("wd=5e-3_a+b.c", "wd=5e-3_a+b.c"), ("a/b", "a%2Fb"),
            ("../../x", "%2E.%2F..%2Fx"), (".hidden", "%2Ehidden"), ("a b%", "a%20b%25"),
            ("\n", "%0A"), ("é", "%C3%A9"), ("", ""),
        ])
    func encoded(text: String, expected: String) {
        #expect(FileNameText.encoded(text) == expected)
    }
}
