import TestSupport
import Testing

@testable import PipelineLanguage

/// Malformed YAML is explained in plain words, where the reader has to act.
@Suite struct SyntaxRejectionTests {
    @Test("an open bracket is refused") func anOpenBracketIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: [1, 2
              b: 3

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:4: error: the list is not continued by ',' and not closed by ']'
                    4 |   b: 3
                      |    ^ expected ',' or ']'
                p.yaml:3:6: note: the list starts here
                    3 |   a: [1, 2
                      |      ^

                """#)
    }

    @Test("an open brace is refused") func anOpenBraceIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {a: 1
            stages: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:7: error: the mapping is not continued by ',' and not closed by '}'
                    3 | stages: {}
                      |       ^ expected ',' or '}'
                p.yaml:2:13: note: the mapping starts here
                    2 | parameters: {a: 1
                      |             ^

                """#)
    }

    @Test("an open quote is refused where it opens") func anOpenQuoteIsRefusedWhereItOpens() throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: "x
              b: 3

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:6: error: this quote is never closed
                    3 |   a: "x
                      |      ^ close it

                """#)
    }

    @Test(
        "a key that cannot be one here is told with what is wrong above it",
        arguments: ["  a:b\n  c: d\n", "  a: b\n   c: d\n"])
    func noSpaceBehindColon(lines: String) throws {
        let text = "pipeline: {name: test, schema: 1}\nparameters:\n" + lines
        let output = try Fixtures.diagnostics(text)
        #expect(output.contains(":4:"), "\(output)")
        #expect(output.contains("error: a key is not allowed here"), "\(output)")
        #expect(
            output.contains(
                "^ the line above lacks a space behind its ':', or this one is indented too far"),
            "\(output)")
    }

    @Test("a value with a colon is refused") func aValueWithAColonIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: b: c

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:7: error: a ':' is not allowed here
                    3 |   a: b: c
                      |       ^ quote the text that contains it, or start a new line for this key

                """#)
    }

    @Test("a key without a colon is refused") func aKeyWithoutAColonIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: 1
              b
              c: 2

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:3: error: the key that starts here has no ':'
                    4 |   b
                      |   ^ expected 'key: value' on one line

                """#)
    }

    @Test("wrong indentation of a key is refused") func wrongIndentationOfAKeyIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: 1
             b: 2

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:2: error: expected a key of the mapping here
                    4 |  b: 2
                      |  ^ check the indentation, and for text after a closing quote
                p.yaml:1:1: note: the mapping starts here
                    1 | pipeline: {name: test, schema: 1}
                      | ^

                """#)
    }

    @Test("wrong indentation in a list is refused") func wrongIndentationInAListIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            include:
              - a
              b

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:3: error: the key that starts here has no ':'
                    4 |   b
                      |   ^ expected 'key: value' on one line

                """#)
    }

    @Test("a reserved character at the start of a value is refused")
    func aReservedCharacterAtTheStartOfA() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: @x

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:6: error: a value can't start with '@'
                    3 |   a: @x
                      |      ^ quote the text

                """#)
    }

    @Test("an unknown escape is refused") func anUnknownEscapeIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: "\q"

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:7: error: there is no such escape in double quotes
                    3 |   a: "\q"
                      |       ^ write \\ for a backslash, or use single quotes

                """#)
    }

    @Test("a list on the line of its key is refused") func aListOnTheLineOfItsKey() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: - 1

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:6: error: a list can't start here
                    3 |   a: - 1
                      |      ^ start it on a line of its own, or write it as [a, b]

                """#)
    }

    @Test("other syntax errors keep libyaml's words") func otherSyntaxErrorsKeepLibyamlsWords()
        throws
    {
        let text = #"""
            %YAML 2.0
            ---
            pipeline: {name: test, schema: 1}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:1: error: the YAML is malformed: found incompatible YAML document
                    1 | %YAML 2.0
                      | ^

                """#)
    }
}
