import TestSupport
import Testing

@testable import PipelineLanguage

/// Sweeps have to be well-formed and finite.
@Suite struct SweepRejectionTests {
    @Test("an axis needs values") func anAxisNeedsValues() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {x: []}}
              b: {kind: data, matrix: {x: 3}}
              c: {kind: data, matrix: {x: }}
              d: {kind: data, matrix: {x: {}}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:31: error: axis 'x' of stage 'a' has no values
                    3 |   a: {kind: data, matrix: {x: []}}
                      |                               ^ expected at least one
                p.yaml:4:31: error: axis 'x' of stage 'b' is '3'
                    4 |   b: {kind: data, matrix: {x: 3}}
                      |                               ^ expected a list of values, or named cases
                p.yaml:5:31: error: axis 'x' of stage 'c' is empty
                    5 |   c: {kind: data, matrix: {x: }}
                      |                               ^ expected a list of values, or named cases
                p.yaml:6:31: error: axis 'x' of stage 'd' has no values
                    6 |   d: {kind: data, matrix: {x: {}}}
                      |                               ^ expected at least one

                """#)
    }

    @Test("an axis through a parameter that is no list shows both places")
    func anAxisThroughAParameterThatIsNo() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {p: 3}
            stages:
              a: {kind: data, matrix: {x: "${p}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:17: error: axis 'x' of stage 'a' is '3'
                    2 | parameters: {p: 3}
                      |                 ^ expected a list of values, or named cases
                p.yaml:4:31: note: it is used here
                    4 |   a: {kind: data, matrix: {x: "${p}"}}
                      |                               ^~~~~~

                """#)
    }

    @Test("an axis has each value once") func anAxisHasEachValueOnce() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {p: [1, 2, 1]}
            stages:
              a: {kind: data, matrix: {x: "${p}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:24: error: axis 'x' of stage 'a' has the value '1' twice
                    2 | parameters: {p: [1, 2, 1]}
                      |                        ^ remove one of the two
                p.yaml:2:18: note: it first stands here
                    2 | parameters: {p: [1, 2, 1]}
                      |                  ^
                p.yaml:4:31: note: it is used here
                    4 |   a: {kind: data, matrix: {x: "${p}"}}
                      |                               ^~~~~~

                """#)
    }

    @Test("an axis' values can be parts of names") func anAxisValuesCanBePartsOfNames() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {x: [a/b, ""]}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:32: error: axis 'x' of stage 'a' has the value 'a/b'
                    3 |   a: {kind: data, matrix: {x: [a/b, ""]}}
                      |                                ^~~ expected letters, digits and '_.+-', at most 100: give other text a named case
                p.yaml:3:37: error: axis 'x' of stage 'a' has the value ''
                    3 |   a: {kind: data, matrix: {x: [a/b, ""]}}
                      |                                     ^~ expected letters, digits and '_.+-', at most 100: give other text a named case

                """#)
    }

    @Test("cases have the same fields") func casesHaveTheSameFields() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a:
                kind: data
                matrix:
                  arm: {narrow: {width: 1, rate: 2}, wide: {width: 2, rat: 3}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:6:42: error: case 'wide' of axis 'arm' of stage 'a' lacks the field 'rate'
                    6 |       arm: {narrow: {width: 1, rate: 2}, wide: {width: 2, rat: 3}}
                      |                                          ^~~~ expected 'rate: …', as in the first case
                p.yaml:6:32: note: the first case has it here
                    6 |       arm: {narrow: {width: 1, rate: 2}, wide: {width: 2, rat: 3}}
                      |                                ^~~~
                p.yaml:6:59: error: case 'wide' of axis 'arm' of stage 'a' has the field 'rat', which the first case lacks
                    6 |       arm: {narrow: {width: 1, rate: 2}, wide: {width: 2, rat: 3}}
                      |                                                           ^~~ expected the same fields in all cases
                p.yaml:6:13: note: the first case is here
                    6 |       arm: {narrow: {width: 1, rate: 2}, wide: {width: 2, rat: 3}}
                      |             ^~~~~~

                """#)
    }

    @Test("cases are mappings") func casesAreMappings() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {arm: {narrow: 1, wide: 2}}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:42: error: case 'narrow' of axis 'arm' of stage 'a' is '1'
                    3 |   a: {kind: data, matrix: {arm: {narrow: 1, wide: 2}}}
                      |                                          ^ expected a mapping

                """#)
    }

    @Test("case and field names are names, and fields hold values")
    func caseAndFieldNamesAreNamesAndFields() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {arm: {a b: {x y: {}}}}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:34: error: 'a b' can't be the name of a case
                    3 |   a: {kind: data, matrix: {arm: {a b: {x y: {}}}}}
                      |                                  ^~~ expected letters, digits, '_' and '-' (not first), at most 100
                p.yaml:3:40: error: 'x y' can't be the name of a field
                    3 |   a: {kind: data, matrix: {arm: {a b: {x y: {}}}}}
                      |                                        ^~~ expected letters, digits, '_' and '-' (not first), at most 100
                p.yaml:3:45: error: field 'x y' of case 'a b' of axis 'arm' of stage 'a' is a mapping
                    3 |   a: {kind: data, matrix: {arm: {a b: {x y: {}}}}}
                      |                                             ^ expected a value, or a list of values

                """#)
    }

    @Test("axis names are names") func axisNamesAreNames() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {profile: [1], x y: [2]}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:28: error: 'profile' can't be the name of an axis
                    3 |   a: {kind: data, matrix: {profile: [1], x y: [2]}}
                      |                            ^~~~~~~ the name is reserved; choose another
                p.yaml:3:42: error: 'x y' can't be the name of an axis
                    3 |   a: {kind: data, matrix: {profile: [1], x y: [2]}}
                      |                                          ^~~ expected letters, digits, '_' and '-' (not first), at most 100

                """#)
    }

    @Test("an axis can't refer to another") func anAxisCantReferToAnother() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {x: [1], y: ["${x}"]}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:41: error: '${x}' names no parameter or axis
                    3 |   a: {kind: data, matrix: {x: [1], y: ["${x}"]}}
                      |                                         ^~~~ expected one of: pipeline, profile

                """#)
    }

    @Test("an unknown field of a case is refused with the nearest one")
    func anUnknownFieldOfACaseIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {arm: {b: {width: 1}}}, with: {samples: "${arm.widht}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:68: error: '${arm.widht}' names no field
                    3 |   a: {kind: data, matrix: {arm: {b: {width: 1}}}, with: {samples: "${arm.widht}"}}
                      |                                                                    ^~~~~~~~~~~~ did you mean 'width'?

                """#)
    }

    @Test("an axis of plain values has no fields") func anAxisOfPlainValuesHasNoFields() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {x: [1]}, with: {samples: "${x.y}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:54: error: '${x.y}' asks for a field, but the axis 'x' has none
                    3 |   a: {kind: data, matrix: {x: [1]}, with: {samples: "${x.y}"}}
                      |                                                      ^~~~~~ write '${x}', or give an axis named cases

                """#)
    }

    @Test("names stay short enough for files") func namesStayShortEnoughForFiles() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, matrix: {x: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa], y: [bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: names of stage 'a' have up to 207 characters with their axes
                    3 |   a: {kind: data, matrix: {x: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
                      |   ^ expected at most 200: shorten names, or use named cases for long values

                """#)
    }

    @Test("a sweep past the limit is refused before it is expanded")
    func aSweepPastTheLimitIsRefusedBefore() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a:
                kind: data
                matrix:
                  x: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                  y: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90]
                  z: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]
                with: {samples: "${x}${w}"}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: the pipeline expands to 101101 stages, more than 100000
                    3 |   a:
                      |   ^ the largest sweep has 11 × 91 × 101 of them

                """#)
    }
}
