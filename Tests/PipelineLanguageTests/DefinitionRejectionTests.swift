import TestSupport
import Testing

@testable import PipelineLanguage

/// The sections of a pipeline have to be complete and well-formed.
@Suite struct DefinitionRejectionTests {
    @Test("the header may not be missing") func theHeaderMayNotBeMissing() throws {
        let text = #"""
            stages: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:1: error: the section 'pipeline' is missing
                    1 | stages: {}
                      | ^ expected 'pipeline: {name: …, schema: 1}'

                """#)
    }

    @Test("name and schema may not be missing") func nameAndSchemaMayNotBeMissing() throws {
        let text = #"""
            pipeline: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:11: error: 'pipeline' lacks the key 'name'
                    1 | pipeline: {}
                      |           ^ expected 'name: my-paper'
                p.yaml:1:11: error: 'pipeline' lacks the key 'schema'
                    1 | pipeline: {}
                      |           ^ expected 'schema: 1'

                """#)
    }

    @Test("an unknown schema version is refused") func anUnknownSchemaVersionIsRefused() throws {
        let text = #"""
            pipeline: {name: a, schema: 2}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:29: error: the schema's version is '2'
                    1 | pipeline: {name: a, schema: 2}
                      |                             ^ expected 1, the only version so far

                """#)
    }

    @Test("an unknown section is refused with the nearest one")
    func anUnknownSectionIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stage: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:1: error: the file 'p.yaml' has no key 'stage'
                    2 | stage: {}
                      | ^~~~~ did you mean 'stages'?

                """#)
    }

    @Test("an unknown key far from any lists them all") func anUnknownKeyFarFromAnyListsThem()
        throws
    {
        let text = #"""
            pipeline: {name: a, schema: 1, zzzzzzz: 3}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:32: error: 'pipeline' has no key 'zzzzzzz'
                    1 | pipeline: {name: a, schema: 1, zzzzzzz: 3}
                      |                                ^~~~~~~ expected one of: name, schema, default_profile

                """#)
    }

    @Test("an empty section is refused with its remedy") func anEmptySectionIsRefusedWithItsRemedy()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
            parameters: {}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:8: error: 'stages' is empty
                    2 | stages:
                      |        ^ expected a mapping, found nothing; write {} for an empty one, or remove the key

                """#)
    }

    @Test("a section of the wrong shape is refused") func aSectionOfTheWrongShapeIsRefused() throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages: [a]
            figures: x

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:9: error: 'stages' is a list
                    2 | stages: [a]
                      |         ^ expected a mapping
                p.yaml:3:10: error: 'figures' is 'x'
                    3 | figures: x
                      |          ^ expected a mapping

                """#)
    }

    @Test("an empty value in the header is refused") func anEmptyValueInTheHeaderIsRefused() throws
    {
        let text = #"""
            pipeline: {name: , schema: 1}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:18: error: the pipeline's name is empty
                    1 | pipeline: {name: , schema: 1}
                      |                  ^ expected text, found nothing

                """#)
    }

    @Test("a reference in the header is refused") func aReferenceInTheHeaderIsRefused() throws {
        let text = #"""
            pipeline: {name: "${x}", schema: 1}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:18: error: the pipeline's name is '${x}'
                    1 | pipeline: {name: "${x}", schema: 1}
                      |                  ^~~~~~ '${…}' is not replaced here; expected text without it

                """#)
    }

    @Test("names have to be names") func namesHaveToBeNames() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {a b: 1, -c: 2, x.y: 3}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:14: error: 'a b' can't be the name of a parameter
                    2 | parameters: {a b: 1, -c: 2, x.y: 3}
                      |              ^~~ expected letters, digits, '_' and '-' (not first), at most 100
                p.yaml:2:22: error: '-c' can't be the name of a parameter
                    2 | parameters: {a b: 1, -c: 2, x.y: 3}
                      |                      ^~ expected letters, digits, '_' and '-' (not first), at most 100
                p.yaml:2:29: error: 'x.y' can't be the name of a parameter
                    2 | parameters: {a b: 1, -c: 2, x.y: 3}
                      |                             ^~~ expected letters, digits, '_' and '-' (not first), at most 100

                """#)
    }

    @Test("reserved names are refused") func reservedNamesAreRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {profile: 1, inputs: 2}
            stages:
              all: {kind: data}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:14: error: 'profile' can't be the name of a parameter
                    2 | parameters: {profile: 1, inputs: 2}
                      |              ^~~~~~~ the name is reserved; choose another
                p.yaml:2:26: error: 'inputs' can't be the name of a parameter
                    2 | parameters: {profile: 1, inputs: 2}
                      |                          ^~~~~~ the name is reserved; choose another
                p.yaml:4:3: error: 'all' can't be the name of a stage
                    4 |   all: {kind: data}
                      |   ^~~ the name is reserved; choose another

                """#)
    }

    @Test("a figure may not have a stage's name") func aFigureMayNotHaveAStagesName() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
            figures:
              data: {title: x, publish: {a: data.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:3: error: the figure 'data' has the name of a stage
                    5 |   data: {title: x, publish: {a: data.features}}
                      |   ^~~~ rename one of the two: both can be asked for by name
                p.yaml:3:3: note: the stage is defined here
                    3 |   data: {kind: data}
                      |   ^~~~

                """#)
    }

    @Test("a stage without a kind is refused, and only for that")
    func aStageWithoutAKindIsRefusedAnd() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {with: {nonsense: 1}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:3: error: stage 'a' lacks the key 'kind'
                    3 |   a: {with: {nonsense: 1}}
                      |   ^ expected 'kind: …', what the stage does

                """#)
    }

    @Test("an unknown kind is refused with the nearest one")
    func anUnknownKindIsRefusedWithTheNearest() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: trian, with: {nonsense: 1}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:13: error: stage 'a' is of kind 'trian', which does not exist
                    3 |   a: {kind: trian, with: {nonsense: 1}}
                      |             ^~~~~ did you mean 'train'?

                """#)
    }

    @Test("an unknown key of a stage is refused with the nearest one")
    func anUnknownKeyOfAStageIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, timeuot: 3s}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:22: error: stage 'data' has no key 'timeuot'
                    3 |   data: {kind: data, timeuot: 3s}
                      |                      ^~~~~~~ did you mean 'timeout'?

                """#)
    }

    @Test("sections of a stage have a shape") func sectionsOfAStageHaveAShape() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, with: 3, inputs: [a], matrix: x, resources: 1}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:28: error: 'with' of stage 'data' is '3'
                    3 |   data: {kind: data, with: 3, inputs: [a], matrix: x, resources: 1}
                      |                            ^ expected a mapping
                p.yaml:3:39: error: 'inputs' of stage 'data' is a list
                    3 |   data: {kind: data, with: 3, inputs: [a], matrix: x, resources: 1}
                      |                                       ^ expected a mapping
                p.yaml:3:52: error: 'matrix' of stage 'data' is 'x'
                    3 |   data: {kind: data, with: 3, inputs: [a], matrix: x, resources: 1}
                      |                                                    ^ expected a mapping
                p.yaml:3:66: error: 'resources' of stage 'data' is '1'
                    3 |   data: {kind: data, with: 3, inputs: [a], matrix: x, resources: 1}
                      |                                                                  ^ expected a mapping

                """#)
    }

    @Test("a figure needs a title and something to publish") func aFigureNeedsATitleAndSomethingTo()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
            figures:
              a: {}
              b: {title: x, publish: {}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:3: error: figure 'a' lacks the key 'title'
                    5 |   a: {}
                      |   ^ expected 'title: Synthetic data'
                p.yaml:5:3: error: figure 'a' lacks the key 'publish'
                    5 |   a: {}
                      |   ^ expected 'publish: {figures/fig.pdf: draw.pdf}'
                p.yaml:6:26: error: figure 'b' publishes nothing
                    6 |   b: {title: x, publish: {}}
                      |                          ^ expected 'path: stage.output'

                """#)
    }

    @Test("a profile may not change the graph") func aProfileMayNotChangeTheGraph() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
            profiles:
              p:
                stages:
                  data: {kind: train, inputs: {}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:7:14: error: profile 'p' changes 'kind' of a stage
                    7 |       data: {kind: train, inputs: {}}
                      |              ^~~~ a profile may change 'with', 'matrix', 'resources', 'timeout' and 'retries'
                p.yaml:7:27: error: profile 'p' changes 'inputs' of a stage
                    7 |       data: {kind: train, inputs: {}}
                      |                           ^~~~~~ a profile may change 'with', 'matrix', 'resources', 'timeout' and 'retries'

                """#)
    }

    @Test("a profile extends an earlier one") func aProfileExtendsAnEarlierOne() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, with: {samples: 1, seed: 1}}
            profiles:
              first: {extends: second}
              second: {extends: frist}
              third: {extends: third}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:20: error: profile 'first' extends 'second', which is no profile before it
                    5 |   first: {extends: second}
                      |                    ^~~~~~ there are no profiles before it
                p.yaml:6:21: error: profile 'second' extends 'frist', which is no profile before it
                    6 |   second: {extends: frist}
                      |                     ^~~~~ did you mean 'first'?
                p.yaml:7:20: error: profile 'third' extends 'third', which is no profile before it
                    7 |   third: {extends: third}
                      |                    ^~~~~ expected one of: first, second

                """#)
    }

    @Test("a profile changes declared things only") func aProfileChangesDeclaredThingsOnly() throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {samples: 3}
            profiles:
              p:
                parameters: {sample: 4}
                stages:
                  dta: {}
                  data: {with: {sed: 1}, matrix: {sede: [1]}, kid: 2}
            stages:
              data: {kind: data, matrix: {seed: [1]}, with: {samples: "${samples}"}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:5:18: error: profile 'p' changes the parameter 'sample', which is not defined
                    5 |     parameters: {sample: 4}
                      |                  ^~~~~~ did you mean 'samples'?
                p.yaml:7:7: error: profile 'p' changes the stage 'dta', which is not defined
                    7 |       dta: {}
                      |       ^~~ did you mean 'data'?
                p.yaml:8:21: error: stage 'data' has no parameter 'sed'
                    8 |       data: {with: {sed: 1}, matrix: {sede: [1]}, kid: 2}
                      |                     ^~~ did you mean 'seed'?
                p.yaml:8:39: error: stage 'data' is not swept over 'sede'
                    8 |       data: {with: {sed: 1}, matrix: {sede: [1]}, kid: 2}
                      |                                       ^~~~ did you mean 'seed'?
                p.yaml:8:51: error: stage 'data' in profile 'p' has no key 'kid'
                    8 |       data: {with: {sed: 1}, matrix: {sede: [1]}, kid: 2}
                      |                                                   ^~~ expected one of: with, matrix, resources, timeout, retries

                """#)
    }

    @Test("an unknown default profile is refused") func anUnknownDefaultProfileIsRefused() throws {
        let text = #"""
            pipeline: {name: a, schema: 1, default_profile: papr}
            profiles: {paper: {}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:1:49: error: the default profile 'papr' is not defined
                    1 | pipeline: {name: a, schema: 1, default_profile: papr}
                      |                                                 ^~~~ did you mean 'paper'?

                """#)
    }
}
