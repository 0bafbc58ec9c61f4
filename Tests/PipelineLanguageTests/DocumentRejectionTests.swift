import TestSupport
import Testing

@testable import PipelineLanguage

/// What the format has no use for in YAML is refused with its place.
@Suite struct DocumentRejectionTests {
    @Test("a duplicate key shows both places") func aDuplicateKeyShowsBothPlaces() throws {
        let text = #"""
            pipeline:
              name: a
              schema: 1
              name: b

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:3: error: the key 'name' is written twice
                    4 |   name: b
                      |   ^~~~ remove one of the two
                p.yaml:2:3: note: it is first written here
                    2 |   name: a
                      |   ^~~~

                """#)
    }

    @Test("a tag is refused") func aTagIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {x: !!int 3}
            figures: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:17: error: the tag '!!int' is not allowed
                    2 | parameters: {x: !!int 3}
                      |                 ^ remove it: the type of a value follows from where it stands

                """#)
    }

    @Test("a merge key is refused, and what it would have brought isn't missed")
    func aMergeKeyIsRefusedAndWhatIt() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: &a {kind: train, with: {width: 3}, inputs: {features: d.features}}
              b:
                <<: *a
              d: {kind: data}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:5: error: merge keys are not allowed
                    5 |     <<: *a
                      |     ^~ use a profile for variations, or 'include' for shared definitions

                """#)
    }

    @Test("a second document is refused") func aSecondDocumentIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            ---
            stages: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:1: error: a second YAML document starts here
                    2 | ---
                      | ^~~ expected one document in a file: move this to a file of its own, and 'include' it

                """#)
    }

    @Test("an empty file is refused") func anEmptyFileIsRefused() throws {
        let text = #"""

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:1: error: the file holds nothing
                    1 | 
                      | ^ expected sections such as 'stages:'

                """#)
    }

    @Test("a file of comments is refused") func aFileOfCommentsIsRefused() throws {
        let text = #"""
            # nothing

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:1: error: the file holds nothing
                    1 | # nothing
                      | ^ expected sections such as 'stages:'

                """#)
    }

    @Test("a list as root is refused") func aListAsRootIsRefused() throws {
        let text = #"""
            - a

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:1: error: the file 'p.yaml' is a list
                    1 | - a
                      | ^ expected a mapping

                """#)
    }

    @Test("a mapping as key is refused") func aMappingAsKeyIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              {a: 1}: 2

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: a list or mapping stands where a key should
                    3 |   {a: 1}: 2
                      |   ^ expected a name; a value with '${…}' inside { } or [ ] needs quotes

                """#)
    }

    @Test("an alias as key is refused") func anAliasAsKeyIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: &x b
              *x : 2

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:3: error: the alias '*x' stands where a key should
                    4 |   *x : 2
                      |   ^~ write the name out

                """#)
    }

    @Test("an empty key is refused") func anEmptyKeyIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              : 2

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: expected a key of the mapping here
                    3 |   : 2
                      |   ^ check the indentation, and for text after a closing quote
                p.yaml:3:3: note: the mapping starts here
                    3 |   : 2
                      |   ^

                """#)
    }

    @Test("an unknown alias is refused with the nearest anchor")
    func anUnknownAliasIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: &base 1
              b: *bsae

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:6: error: no anchor '&bsae' stands before this alias
                    4 |   b: *bsae
                      |      ^~~~~ did you mean '*base'?

                """#)
    }

    @Test("an alias inside its own anchor is refused") func anAliasInsideItsOwnAnchorIsRefused()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: &a [1, *a]

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:13: error: the alias '*a' stands inside what it stands for
                    3 |   a: &a [1, *a]
                      |             ^~ a value can't contain itself

                """#)
    }

    @Test("a tab as indentation is refused") func aTabAsIndentationIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
            	data: {kind: data}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:1: error: a tab is used as indentation
                    3 |     data: {kind: data}
                      | ^~~~ indent with spaces, here and on the lines below

                """#)
    }

    @Test("an unquoted reference in braces is refused with its remedy")
    func anUnquotedReferenceInBracesIsRefusedWith() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {a: 1, b: ${a}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:23: error: '${a}' needs quotes inside { } and [ ]
                    2 | parameters: {a: 1, b: ${a}}
                      |                       ^~~~ write "${a}", here and wherever the line has more of them

                """#)
    }

    @Test("a zero character is refused") func aZeroCharacterIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {a: "x\0y"}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:17: error: the text contains the character U+0000
                    2 | parameters: {a: "x\0y"}
                      |                 ^ expected text without '\0'

                """#)
    }
}
