import TestSupport
import Testing

@testable import PipelineLanguage

/// Figures publish artifacts that exist to paths of their own.
@Suite struct FigureRejectionTests {
    @Test("an undefined stage, output or axis is refused")
    func anUndefinedStageOutputOrAxisIsRefused() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
            figures:
              f:
                title: x
                publish:
                  a: dta.features
                  b: data.feature
                  c: data.features
                  d/: data.features
                  e: data.features@seed=*
                  f: {file: x}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:8:10: error: figure 'f' refers to the stage 'dta', which is not defined
                    8 |       a: dta.features
                      |          ^~~ did you mean 'data'?
                p.yaml:9:15: error: stage 'data' has no output 'feature'
                    9 |       b: data.feature
                      |               ^~~~~~~ did you mean 'features'?
                p.yaml:10:10: error: stage 'data' is swept over 'seed', but figure 'f' is not
                   10 |       c: data.features
                      |          ^~~~~~~~~~~~~ write 'data.features@seed=1' for one
                p.yaml:3:31: note: the sweep is here
                    3 |   data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
                      |                               ^~~~
                p.yaml:11:11: error: stage 'data' is swept over 'seed', but figure 'f' is not
                   11 |       d/: data.features
                      |           ^~~~~~~~~~~~~ write 'data.features@seed=1' for one or 'data.features@seed=*' for all
                p.yaml:3:31: note: the sweep is here
                    3 |   data: {kind: data, matrix: {seed: [1, 2]}, with: {seed: "${seed}"}}
                      |                               ^~~~
                p.yaml:12:24: error: figure 'f' takes one artifact here, not all of 'seed'
                   12 |       e: data.features@seed=*
                      |                        ^~~~~~ end the path with '/' to publish all of them into that folder
                p.yaml:13:10: error: figure 'f' refers to a mapping
                   13 |       f: {file: x}
                      |          ^ expected 'stage.output' or 'stage.output@axis=value,axis=value'

                """#)
    }

    @Test("paths stay below the results") func pathsStayBelowTheResults() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
            figures:
              f:
                title: x
                publish: {../a: data.features, /b: data.features, "x/${profile}": data.features, .: data.features}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:7:15: error: figure 'f' publishes to '../a'
                    7 |     publish: {../a: data.features, /b: data.features, "x/${profile}": data.features, .: data.feature…
                      |               ^~~~ expected a path below the folder of results, without '..'
                p.yaml:7:36: error: figure 'f' publishes to '/b'
                    7 |     publish: {../a: data.features, /b: data.features, "x/${profile}": data.features, .: data.feature…
                      |                                    ^~ expected a path below the folder of results, without '..'
                p.yaml:7:55: error: figure 'f' publishes to 'x/${profile}'
                    7 | …../a: data.features, /b: data.features, "x/${profile}": data.features, .: data.features}
                      |                                          ^~~~~~~~~~~~ expected a path without control characters and '${…}'
                p.yaml:7:86: error: figure 'f' publishes to '.'
                    7 | …eatures, "x/${profile}": data.features, .: data.features}
                      |                                          ^ expected a relative path that names a file

                """#)
    }

    @Test("artifacts may not overwrite each other") func artifactsMayNotOverwriteEachOther() throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              data: {kind: data}
            figures:
              f: {title: x, publish: {a.npy: data.features, same.npy: data.features}}
              g: {title: y, publish: {./a.npy: data.targets, a.npy/b: data.targets, same.npy: data.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:6:27: error: two artifacts are published to 'a.npy', or one into the other
                    6 |   g: {title: y, publish: {./a.npy: data.targets, a.npy/b: data.targets, same.npy: data.features}}
                      |                           ^~~~~~~ expected a path of its own
                p.yaml:5:27: note: the other one, of figure 'f', goes to 'a.npy'
                    5 |   f: {title: x, publish: {a.npy: data.features, same.npy: data.features}}
                      |                           ^~~~~
                p.yaml:6:50: error: two artifacts are published to 'a.npy/b', or one into the other
                    6 |   g: {title: y, publish: {./a.npy: data.targets, a.npy/b: data.targets, same.npy: data.features}}
                      |                                                  ^~~~~~~ expected a path of its own
                p.yaml:5:27: note: the other one, of figure 'f', goes to 'a.npy'
                    5 |   f: {title: x, publish: {a.npy: data.features, same.npy: data.features}}
                      |                           ^~~~~

                """#)
    }

    @Test("a title is one text") func aTitleIsOneText() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            parameters: {l: [1]}
            stages:
              data: {kind: data}
            figures:
              f: {title: "${l}", publish: {a: data.features}}
              g: {title: , publish: {a: data.features}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:2:17: error: the title of figure 'f' is a list
                    2 | parameters: {l: [1]}
                      |                 ^ expected text
                p.yaml:6:14: note: it is used here
                    6 |   f: {title: "${l}", publish: {a: data.features}}
                      |              ^~~~~~
                p.yaml:7:14: error: the title of figure 'g' is empty
                    7 |   g: {title: , publish: {a: data.features}}
                      |              ^ expected text, found nothing

                """#)
    }
}
