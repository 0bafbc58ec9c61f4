import TestSupport
import Testing

@testable import PipelineLanguage

/// References have to name something that fits, and limits are values too.
@Suite struct ReferenceRejectionTests {
    @Test("an undefined reference is refused with the nearest name")
    func anUndefinedReferenceIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {width: 3}
            stages:
              data: {kind: data, with: {samples: "${widht}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:39: error: '${widht}' names no parameter or axis
                    4 |   data: {kind: data, with: {samples: "${widht}"}}
                      |                                       ^~~~~~~~ did you mean 'width'?

                """#)
    }

    @Test("a malformed reference is refused") func aMalformedReferenceIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, with: {samples: "${a", seed: "${}", noise: "x${a b}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:39: error: '${' has no '}'
                    3 |   data: {kind: data, with: {samples: "${a", seed: "${}", noise: "x${a b}"}}
                      |                                       ^~ expected '${name}'; for a literal '${' write '$${'
                p.yaml:3:52: error: '${}' is no reference
                    3 |   data: {kind: data, with: {samples: "${a", seed: "${}", noise: "x${a b}"}}
                      |                                                    ^~ expected '${name}' or '${axis.field}'; for a literal '${' write '$${'
                p.yaml:3:67: error: '${a b}' is no reference
                    3 |   data: {kind: data, with: {samples: "${a", seed: "${}", noise: "x${a b}"}}
                      |                                                                   ^~ expected '${name}' or '${axis.field}'; for a literal '${' write '$${'

                """#)
    }

    @Test("a list can't be part of a text") func aListCantBePartOfAText() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {l: [1]}
            stages:
              data: {kind: data, with: {samples: "1${l}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:40: error: '${l}' is a list, and can't be part of a text
                    4 |   data: {kind: data, with: {samples: "1${l}"}}
                      |                                        ^~~~ expected a reference to one value

                """#)
    }

    @Test("a parameter has no fields") func aParameterHasNoFields() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {l: 1}
            stages:
              data: {kind: data, with: {samples: "${l.x}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:39: error: '${l.x}' asks for a field, but the parameter 'l' has none
                    4 |   data: {kind: data, with: {samples: "${l.x}"}}
                      |                                       ^~~~~~ write '${l}', or give an axis named cases

                """#)
    }

    @Test("parameters that refer to each other are printed as a cycle")
    func parametersThatReferToEachOtherArePrinted() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: ${b}
              b: x${c}
              c: ${a}
            stages:
              data: {kind: data, with: {samples: "${a}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:6: error: parameters refer to each other: a → b → c → a
                    5 |   c: ${a}
                      |      ^~~~ one of them needs a value of its own

                """#)
    }

    @Test("a parameter is a value or a list of values") func aParameterIsAValueOrAList() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters:
              a: {b: 1}
              c:
              d: [[1], ~]
              e: ["${f}"]
              f: [1]

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:6: error: parameter 'a' is a mapping
                    3 |   a: {b: 1}
                      |      ^ expected a value, or a list of values
                p.yaml:4:5: error: parameter 'c' is empty
                    4 |   c:
                      |     ^ expected a value, or a list of values, found nothing
                p.yaml:5:7: error: an item of parameter 'd' is a list
                    5 |   d: [[1], ~]
                      |       ^ expected a single value
                p.yaml:5:12: error: an item of parameter 'd' is empty
                    5 |   d: [[1], ~]
                      |            ^ expected a single value, found nothing
                p.yaml:6:7: error: an item of parameter 'e' is '${f}', which is a list itself
                    6 |   e: ["${f}"]
                      |       ^~~~~~ expected a single value; write the reference without the brackets around it

                """#)
    }

    @Test("a wrong value of a parameter is one mistake however often it is used")
    func aWrongValueOfAParameterIsOne() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {n: x}
            stages:
              a: {kind: data, with: {samples: "${n}"}}
              b: {kind: data, with: {samples: "${n}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:17: error: parameter 'samples' of stage 'a' is 'x'
                    2 | parameters: {n: x}
                      |                 ^ expected a whole number from 1 to 1000000
                p.yaml:4:35: note: it is used here
                    4 |   a: {kind: data, with: {samples: "${n}"}}
                      |                                   ^~~~~~

                """#)
    }

    @Test("a wrong value in a case is found where it is written") func aWrongValueInACaseIsFound()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data:
                kind: data
                matrix:
                  arm: {a: {n: 1}, b: {n: many}}
                with: {samples: "${arm.n}"}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:6:31: error: parameter 'samples' of stage 'data' is 'many'
                    6 |       arm: {a: {n: 1}, b: {n: many}}
                      |                               ^~~~ expected a whole number from 1 to 1000000
                p.yaml:7:21: note: it is used here
                    7 |     with: {samples: "${arm.n}"}
                      |                     ^~~~~~~~~~

                """#)
    }

    @Test("limits are checked") func limitsAreChecked() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data:
                kind: data
                resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                timeout: 5
                retries: -1

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:22: error: 'cpu' of stage 'data' is '2000'
                    5 |     resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                      |                      ^~~~ expected a whole number from 1 to 1024
                p.yaml:5:28: error: 'resources' of stage 'data' has no key 'gpus'
                    5 |     resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                      |                            ^~~~ did you mean 'gpu'?
                p.yaml:5:45: error: 'memory' of stage 'data' is '8'
                    5 |     resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                      |                                             ^ expected a positive amount with kB, MB, GB or TB (or KiB, MiB, GiB, TiB), such as 8GB
                p.yaml:5:53: error: 'gpu' of stage 'data' is '65'
                    5 |     resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                      |                                                     ^~ expected a whole number from 0 to 64
                p.yaml:5:68: error: 'exclusive' of stage 'data' is 'a'
                    5 |     resources: {cpu: 2000, gpus: 1, memory: 8, gpu: 65, exclusive: a}
                      |                                                                    ^ expected a list of at most 16 texts
                p.yaml:6:14: error: 'timeout' of stage 'data' is '5'
                    6 |     timeout: 5
                      |              ^ expected a positive number with s, m, h or d, such as 90s or 2h, at most 10000d
                p.yaml:7:14: error: 'retries' of stage 'data' is '-1'
                    7 |     retries: -1
                      |              ^~ expected a whole number from 0 to 100

                """#)
    }

    @Test("inputs and outputs can only be referred to by a command")
    func inputsAndOutputsCanOnlyBeReferredTo() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, with: {samples: "${inputs.x}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:39: error: '${inputs.x}' is only known where a command is run
                    3 |   data: {kind: data, with: {samples: "${inputs.x}"}}
                      |                                       ^~~~~~~~~~~ only 'with' of a stage that runs a command can refer to inputs and outputs

                """#)
    }

    @Test("a command's placeholders have to exist") func aCommandsPlaceholdersHaveToExist() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              c:
                kind: exec
                with: {command: [cp, "${inputs.rwa}", "${outputs.tabel}", "${inputs}"]}
                inputs: {raw: {file: a}}
                outputs: {table: t}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:27: error: '${inputs.rwa}' names no input
                    5 |     with: {command: [cp, "${inputs.rwa}", "${outputs.tabel}", "${inputs}"]}
                      |                           ^~~~~~~~~~~~~ did you mean 'raw'?
                p.yaml:5:44: error: '${outputs.tabel}' names no output
                    5 |     with: {command: [cp, "${inputs.rwa}", "${outputs.tabel}", "${inputs}"]}
                      |                                            ^~~~~~~~~~~~~~~~ did you mean 'table'?
                p.yaml:5:64: error: '${inputs}' names no input
                    5 |     with: {command: [cp, "${inputs.rwa}", "${outputs.tabel}", "${inputs}"]}
                      |                                                                ^~~~~~~~~ expected one of: raw

                """#)
    }
}
