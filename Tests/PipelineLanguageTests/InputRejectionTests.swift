import TestSupport
import Testing

@testable import PipelineLanguage

/// Inputs have to name what exists and fits.
@Suite struct InputRejectionTests {
    @Test("an undefined stage is refused with the nearest name")
    func anUndefinedStageIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: dta.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:57: error: input 'features' of stage 't' refers to the stage 'dta', which is not defined
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: dta.features}}
                      |                                                         ^~~ did you mean 'data'?

                """#)
    }

    @Test("an undefined output is refused with the nearest name")
    func anUndefinedOutputIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: data.feature}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:62: error: stage 'data' has no output 'feature'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: data.feature}}
                      |                                                              ^~~~~~~ did you mean 'features'?

                """#)
    }

    @Test("a stage alone is no reference") func aStageAloneIsNoReference() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: data}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:57: error: input 'features' of stage 't' refers to stage 'data', not to one of its outputs
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: data}}
                      |                                                         ^~~~ expected data.features, data.targets

                """#)
    }

    @Test("a reference has a form") func aReferenceHasAForm() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: data.features.x}}
              u: {kind: train, with: {width: 1}, inputs: {features: }}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:57: error: input 'features' of stage 't' refers to 'data.features.x'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: data.features.x}}
                      |                                                         ^~~~~~~~~~~~~~~ expected 'stage.output' or 'stage.output@axis=value,axis=value'
                p.yaml:5:57: error: input 'features' of stage 'u' refers to nothing
                    5 |   u: {kind: train, with: {width: 1}, inputs: {features: }}
                      |                                                         ^ expected 'stage.output' or 'stage.output@axis=value,axis=value'

                """#)
    }

    @Test("an unknown input is refused, and the misspelt one isn't missed")
    func anUnknownInputIsRefusedAndTheMisspelt() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {feature: data.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:47: error: stage 't' has no input 'feature'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {feature: data.features}}
                      |                                               ^~~~~~~ did you mean 'features'?

                """#)
    }

    @Test("a missing input is refused") func aMissingInputIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              t: {kind: train, with: {width: 1}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: stage 't' lacks the input 'features'
                    3 |   t: {kind: train, with: {width: 1}}
                      |   ^ expected 'features' under 'inputs': an output of format 'array'

                """#)
    }

    @Test("formats have to fit") func formatsHaveToFit() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: data.features, start: data.targets}}
              d: {kind: draw, inputs: {models: d2.pdf}}
              d2: {kind: draw, inputs: {models: t.model}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:79: error: 'data.targets' is of format 'array'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: data.features, start: data.targets}}
                      |                                                                               ^~~~~~~~~~~~ input 'start' of stage 't' expects format 'model' here
                p.yaml:5:36: error: 'd2.pdf' is of format 'document'
                    5 |   d: {kind: draw, inputs: {models: d2.pdf}}
                      |                                    ^~~~~~ input 'models' of stage 'd' expects format 'model' here

                """#)
    }

    @Test("a list is only for inputs that take many") func aListIsOnlyForInputsThatTake() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
              t: {kind: train, with: {width: 1}, inputs: {features: [data.features]}}
              d: {kind: draw, inputs: {models: []}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:57: error: input 'features' of stage 't' is a list
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: [data.features]}}
                      |                                                         ^ expected one reference
                p.yaml:5:36: error: input 'models' of stage 'd' is an empty list
                    5 |   d: {kind: draw, inputs: {models: []}}
                      |                                    ^ expected at least one reference

                """#)
    }

    @Test("an axis neither named nor matched shows both spellings")
    func anAxisNeitherNamedNorMatchedShowsBoth() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
              t:
                kind: train
                matrix: {arm: [a]}
                with: {width: 1}
                inputs: {features: data.features}
              d: {kind: draw, inputs: {models: t.model}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:8:24: error: stage 'data' is swept over 'seed', but input 'features' of stage 't' is not
                    8 |     inputs: {features: data.features}
                      |                        ^~~~~~~~~~~~~ write 'data.features@seed=1' for one
                p.yaml:3:31: note: the sweep is here
                    3 |   data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
                      |                               ^~~~
                p.yaml:9:36: error: stage 't' is swept over 'arm', but input 'models' of stage 'd' is not
                    9 |   d: {kind: draw, inputs: {models: t.model}}
                      |                                    ^~~~~~~ write 't.model@arm=a' for one or 't.model@arm=*' for all
                p.yaml:6:14: note: the sweep is here
                    6 |     matrix: {arm: [a]}
                      |              ^~~

                """#)
    }

    @Test("a gathered sweep is only for inputs that take many")
    func aGatheredSweepIsOnlyForInputsThat() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
              t: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=*"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:72: error: input 'features' of stage 't' takes one artifact here, not all of 'seed'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=*"}}
                      |                                                                        ^~~~~~ expected 'seed=' and one value

                """#)
    }

    @Test("selectors name axes and values that exist") func selectorsNameAxesAndValuesThatExist()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
              t: {kind: train, with: {width: 1}, inputs: {features: "data.features@sede=1"}}
              u: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=3"}}
              v: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=1,seed=2"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:72: error: stage 'data' is not swept over 'sede'
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: "data.features@sede=1"}}
                      |                                                                        ^~~~~~ did you mean 'seed'?
                p.yaml:5:72: error: stage 'data' has no instance with seed=3
                    5 |   u: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=3"}}
                      |                                                                        ^~~~~~ expected one of: 1, 2
                p.yaml:6:79: error: the axis 'seed' is selected twice
                    6 |   v: {kind: train, with: {width: 1}, inputs: {features: "data.features@seed=1,seed=2"}}
                      |                                                                               ^~~~~~ remove one of the two

                """#)
    }

    @Test("a value that only the consumer has is refused") func aValueThatOnlyTheConsumerHasIs()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
              t:
                kind: train
                matrix: {seed: [1, 2, 3]}
                with: {width: 1}
                inputs: {features: data.features}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:8:24: error: stage 'data' has no instance with seed=3, but input 'features' of stage 't' has
                    8 |     inputs: {features: data.features}
                      |                        ^~~~~~~~~~~~~ its values are 1, 2; select one with '@seed=…'
                p.yaml:6:14: note: the consumer's axis is here
                    6 |     matrix: {seed: [1, 2, 3]}
                      |              ^~~~

                """#)
    }

    @Test("a reference cut in two by YAML is explained") func aReferenceCutInTwoByYamlIs() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1], arm: [a]}}
              t: {kind: train, with: {width: 1}, inputs: {features: data.features@seed=1,arm=a}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:4:78: error: 'arm=a' was cut off from the reference before it
                    4 |   t: {kind: train, with: {width: 1}, inputs: {features: data.features@seed=1,arm=a}}
                      |                                                                              ^~~~~ a reference with ',' needs quotes inside { } and [ ]

                """#)
    }
}
