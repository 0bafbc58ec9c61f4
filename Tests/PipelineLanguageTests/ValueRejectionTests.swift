import TestSupport
import Testing

@testable import PipelineLanguage

/// Values have to be what the schema of their kind says.
@Suite struct ValueRejectionTests {
    @Test("an unknown parameter is refused, and the misspelt one isn't missed")
    func anUnknownParameterIsRefusedAndTheMisspelt() throws {
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
        let found = try Fixtures.diagnostics(text)
        #expect(
            found == #"""
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
                      |                   ^~~~ expected one of: relu, tanh; did you mean 'relu'?
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

    @Test("a list where one value is expected is refused, also through a parameter")
    func aListWhereOneValueIsExpectedIs() throws {
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
}
