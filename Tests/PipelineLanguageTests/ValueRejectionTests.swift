import TestSupport
import Testing

@testable import PipelineLanguage

/// Values have to be what the schema of their kind says.
@Suite struct ValueRejectionTests {
    @Test("an unknown parameter is refused, and the misspelt one isn't missed") func anUnknownParameterIsRefusedAndTheMisspelt() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t:
                kind: train
                with: {widht: 3}
                inputs: {features: data.features}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:6:12: error: stage 't' has no parameter 'widht'
                    6 |     with: {widht: 3}
                      |            ^~~~~ did you mean 'width'?

                """#)
    }

    @Test("a missing parameter is refused") func aMissingParameterIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, inputs: {features: data.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:3: error: stage 't' lacks the parameter 'width'
                    4 |   t: {kind: train, inputs: {features: data.features}}
                      |   ^ expected 'width' under 'with': a whole number from 1 to 4096

                """#)
    }

    @Test("each type names what it expects") func eachTypeNamesWhatItExpects() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t:
                kind: train
                with:
                  width: many
                  rate: 0
                  weight_decay: 1.5
                  activation: rleu
                  shuffle: yes
                  milestones: [1, 2, 3, 4]
                  note: [a]
                  labels: {a: [b]}
                inputs: {features: data.features}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:7:14: error: parameter 'width' of stage 't' is 'many'
                    7 |       width: many
                      |              ^~~~ expected a whole number from 1 to 4096
                p.yaml:8:13: error: parameter 'rate' of stage 't' is '0'
                    8 |       rate: 0
                      |             ^ expected a number above 0
                p.yaml:9:21: error: parameter 'weight_decay' of stage 't' is '1.5'
                    9 |       weight_decay: 1.5
                      |                     ^~~ expected a number from 0 to 1
                p.yaml:10:19: error: parameter 'activation' of stage 't' is 'rleu'
                   10 |       activation: rleu
                      |                   ^~~~ expected one of: relu, tanh
                p.yaml:11:16: error: parameter 'shuffle' of stage 't' is 'yes'
                   11 |       shuffle: yes
                      |                ^~~ expected true or false
                p.yaml:12:19: error: parameter 'milestones' of stage 't' has 4 items
                   12 |       milestones: [1, 2, 3, 4]
                      |                   ^ expected a list of at most 3 whole numbers of at least 1
                p.yaml:13:13: error: parameter 'note' of stage 't' is a list
                   13 |       note: [a]
                      |             ^ expected text
                p.yaml:14:19: error: parameter 'labels' of stage 't' is a list
                   14 |       labels: {a: [b]}
                      |                   ^ expected text

                """#)
    }

    @Test("nothing is no value") func nothingIsNoValue() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t:
                kind: train
                with: {width: , rate: ~, milestones: [null]}
                inputs: {features: data.features}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:6:19: error: parameter 'width' of stage 't' is empty
                    6 |     with: {width: , rate: ~, milestones: [null]}
                      |                   ^ expected a whole number from 1 to 4096, found nothing
                p.yaml:6:27: error: parameter 'rate' of stage 't' is empty
                    6 |     with: {width: , rate: ~, milestones: [null]}
                      |                           ^ expected a number above 0, found nothing
                p.yaml:6:43: error: parameter 'milestones' of stage 't' is empty
                    6 |     with: {width: , rate: ~, milestones: [null]}
                      |                                           ^~~~ expected a whole number of at least 1, found nothing

                """#)
    }

    @Test("a quoted number is text") func aQuotedNumberIsText() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, with: {samples: "5"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:38: error: parameter 'samples' of stage 'data' is the quoted text '5'
                    3 |   data: {kind: data, with: {samples: "5"}}
                      |                                      ^~~ expected a whole number from 1 to 1000000; remove the quotes

                """#)
    }

    @Test("a list where one value is expected is refused, also through a parameter") func aListWhereOneValueIsExpectedIs() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {many: [1, 2]}
            stages:
              data: {kind: data, with: {samples: [1], seed: "${many}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:20: error: parameter 'seed' of stage 'data' is a list
                    2 | parameters: {many: [1, 2]}
                      |                    ^ expected a whole number of at least 0
                p.yaml:4:49: note: it is used here
                    4 |   data: {kind: data, with: {samples: [1], seed: "${many}"}}
                      |                                                 ^~~~~~~~~
                p.yaml:4:38: error: parameter 'samples' of stage 'data' is a list
                    4 |   data: {kind: data, with: {samples: [1], seed: "${many}"}}
                      |                                      ^ expected a whole number from 1 to 1000000

                """#)
    }

    @Test("numbers are not guessed") func numbersAreNotGuessed() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, with: {samples: 1_000}}
              b: {kind: data, with: {samples: 1.5}}
              c: {kind: data, with: {noise: nan}}
              d: {kind: data, with: {noise: 1e999}}
              e: {kind: data, with: {samples: 0x10}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:35: error: parameter 'samples' of stage 'a' is '1_000'
                    3 |   a: {kind: data, with: {samples: 1_000}}
                      |                                   ^~~~~ expected a whole number from 1 to 1000000
                p.yaml:4:35: error: parameter 'samples' of stage 'b' is '1.5'
                    4 |   b: {kind: data, with: {samples: 1.5}}
                      |                                   ^~~ expected a whole number from 1 to 1000000
                p.yaml:5:33: error: parameter 'noise' of stage 'c' is 'nan'
                    5 |   c: {kind: data, with: {noise: nan}}
                      |                                 ^~~ expected a number of at least 0
                p.yaml:6:33: error: parameter 'noise' of stage 'd' is '1e999'
                    6 |   d: {kind: data, with: {noise: 1e999}}
                      |                                 ^~~~~ expected a number of at least 0
                p.yaml:7:35: error: parameter 'samples' of stage 'e' is '0x10'
                    7 |   e: {kind: data, with: {samples: 0x10}}
                      |                                   ^~~~ expected a whole number from 1 to 1000000

                """#)
    }

    @Test("an undefined reference is refused with the nearest name") func anUndefinedReferenceIsRefusedWithTheNearest() throws {
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

    @Test("parameters that refer to each other are printed as a cycle") func parametersThatReferToEachOtherArePrinted() throws {
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

    @Test("a wrong value of a parameter is one mistake however often it is used") func aWrongValueOfAParameterIsOne() throws {
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

    @Test("a wrong value in a case is found where it is written") func aWrongValueInACaseIsFound() throws {
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
                resources: {cpu: 2000, gpu: 1}
                timeout: 5
                retries: -1

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:22: error: 'cpu' of stage 'data' is '2000'
                    5 |     resources: {cpu: 2000, gpu: 1}
                      |                      ^~~~ expected a whole number from 1 to 1024
                p.yaml:5:28: error: 'resources' of stage 'data' has no key 'gpu'
                    5 |     resources: {cpu: 2000, gpu: 1}
                      |                            ^~~ did you mean 'cpu'?
                p.yaml:6:14: error: 'timeout' of stage 'data' is '5'
                    6 |     timeout: 5
                      |              ^ expected a positive number with s, m, h or d, such as 90s or 2h, at most 10000d
                p.yaml:7:14: error: 'retries' of stage 'data' is '-1'
                    7 |     retries: -1
                      |              ^~ expected a whole number from 0 to 100

                """#)
    }

    @Test("inputs and outputs can only be referred to by a command") func inputsAndOutputsCanOnlyBeReferredTo() throws {
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
