import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct DiagnosticRenderingTests {
    /// One diagnostic about a place of a text, as it is printed.
    private func rendered(
        _ text: String, line: Int = 1, column: Int, length: Int = 1, message: String = "message",
        label: String? = "label", path: String = "p.yaml", colour: Bool = false
    ) -> String {
        var sources = SourceMap()
        let file = sources.add(SourceFile(path: path, bytes: Array(text.utf8)))
        let place = Place(Mark(file: file, line: line, column: column), length: length)
        var log = DiagnosticLog()
        log.report(Diagnostic(message, at: place, label: label))
        return log.finished(sources: sources).rendered(colour: colour)
    }

    @Test("a diagnostic shows its line, a caret and the label")
    func plain() {
        #expect(
            rendered("a: b\nkey: value\n", line: 2, column: 6, length: 5) == """
                p.yaml:2:6: error: message
                    2 | key: value
                      |      ^~~~~ label

                """)
    }

    @Test("the caret stands right below wide and combining characters")
    func widths() {
        #expect(
            rendered("漢字: e\u{301}x 😀 y\n", column: 10) == """
                p.yaml:1:10: error: message
                    1 | 漢字: e\u{301}x 😀 y
                      |            ^ label

                """)
        #expect(
            rendered("a: 漢字\n", column: 4, length: 2) == """
                p.yaml:1:4: error: message
                    1 | a: 漢字
                      |    ^~~~ label

                """)
    }

    @Test("what could steer a terminal is escaped, in lines, messages, labels and paths")
    func escapes() {
        #expect(
            rendered(
                "a\u{1B}[31m: \u{202E}b\n", column: 9, message: "m\u{7}", label: "l\r",
                path: "p\n.yaml") == """
                    p\\u{A}.yaml:1:9: error: m\\u{7}
                        1 | a\\u{1B}[31m: \\u{202E}b
                          |              ^~~~~~~~ l\\u{D}

                    """)
    }

    @Test("tabs are shown as four columns")
    func tabs() {
        #expect(
            rendered("\ta: b\n", column: 2) == """
                p.yaml:1:2: error: message
                    1 |     a: b
                      |     ^ label

                """)
    }

    @Test("a long line is clipped around the caret")
    func longLine() {
        let line = String(repeating: "x", count: 500) + "HERE" + String(repeating: "y", count: 500)
        #expect(
            rendered(line, column: 501, length: 4) == """
                p.yaml:1:501: error: message
                    1 | …\(String(repeating: "x", count: 40))HERE\(String(repeating: "y", count: 55))…
                      | \(String(repeating: " ", count: 41))^~~~ label

                """)
        #expect(
            rendered(line, column: 1) == """
                p.yaml:1:1: error: message
                    1 | \(String(repeating: "x", count: 100))…
                      | ^ label

                """)
    }

    @Test("a place past the end of its line or file still has a caret")
    func pastTheEnd() {
        #expect(
            rendered("ab\n", column: 3, length: 9) == """
                p.yaml:1:3: error: message
                    1 | ab
                      |   ^ label

                """)
        #expect(
            rendered("ab\n", line: 7, column: 3, label: nil) == """
                p.yaml:7:3: error: message
                    7 | 
                      | ^

                """)
    }

    @Test("colours mark the place, the severity and the caret, and nothing else")
    func colours() {
        let escape = "\u{1B}"
        #expect(
            rendered("a: b\n", column: 4, colour: true) == """
                \(escape)[1mp.yaml:1:4: \(escape)[0m\(escape)[1;31merror:\(escape)[0m message
                    1 | a: b
                      |    \(escape)[1;31m^\(escape)[0m label

                """)
    }

    @Test("diagnostics are sorted by file and place, those of the command line first")
    func sorting() {
        var sources = SourceMap()
        let first = sources.add(SourceFile(path: "z.yaml", bytes: Array("a\nb\n".utf8)))
        let second = sources.add(SourceFile(path: "a.yaml", bytes: Array("c\n".utf8)))
        var log = DiagnosticLog()
        for (file, line, message) in [(second, 1, "d"), (first, 2, "c"), (first, 1, "b")] {
            log.report(
                Diagnostic(message, at: Place(Mark(file: file, line: line, column: 1))))
        }
        log.report(Diagnostic("a", at: nil))
        #expect(log.finished(sources: sources).diagnostics.map(\.message) == ["a", "b", "c", "d"])
    }

    @Test("the same demand at the same place is made once")
    func repetition() {
        let place = Place(Mark(file: 0, line: 1, column: 1))
        var log = DiagnosticLog()
        log.report(Diagnostic("one", at: place, label: "expected x"))
        log.report(Diagnostic("two", at: place, label: "expected x"))
        log.report(Diagnostic("two", at: place, label: "expected y"))
        #expect(log.diagnostics.count == 2)
        #expect(log.errorCount == 2)
    }

    @Test("beyond a hundred, errors are counted but not shown")
    func capacity() throws {
        let keys = (0..<150).map { "    k\($0): 1\n" }.joined()
        let text = Fixtures.header + "stages:\n  data:\n    kind: data\n" + keys
        let output = try Fixtures.diagnostics(text)
        #expect(output.split(separator: "\n").filter { $0.contains("has no key") }.count == 100)
        #expect(
            output.hasSuffix(
                """
                error: 50 more errors not shown
                      = fix the ones above first

                """))
    }

    @Test(
        "the nearest name is within a third of the length",
        arguments: [
            ("wieght", "weight"), ("wight", "weight"), ("weigth_decay", "weight_decay"),
            ("sed", "seed"), ("dta", "data"),
        ])
    func nearest(name: String, expected: String) {
        let names = ["weight", "weight_decay", "seed", "data", "features"]
        #expect(NearestName.of(name, among: names) == expected)
    }

    @Test("what is near to nothing has no nearest name", arguments: ["x", "ab", "momentum", ""])
    func notNear(name: String) {
        #expect(NearestName.of(name, among: ["a", "abc", "weight", "seed"]) == nil)
    }
}
