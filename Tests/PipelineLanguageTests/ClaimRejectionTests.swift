import TestSupport
import Testing

@testable import PipelineLanguage

/// Claims name measurements that exist, and say completely what must hold of them.
@Suite struct ClaimRejectionTests {
    private static func diagnostics(_ claims: String) throws -> String {
        let stages = ClaimTests.stages.replacing("limit: 0.25, ", with: "")
        return try Fixtures.diagnostics(stages + "claims:\n" + claims)
    }

    @Test("a claim says what it claims, of what") func incompleteClaims() throws {
        let text = #"""
              a: {}
              b: {statement: x}
              c: {statement: x, measurments: one.json, each_seed: [{metric: m, above: 0}]}
              d: {statement: x, each_seed: [{metric: m, above: 0}], trends: [{layers: all, rising: [m], at_least: 0}]}
              e: {statement: x, compare: [{metric: m, of: p, minus: q, above: 0}]}
              f: {statement: x, measurements: one.json, arms: {p: one.json}}
              g: {statement: x, measurements: one.json, trends: [{layers: all, rising: [m], at_least: 0}], controls: {p: one.json}}
              h: {statement: x, measurements: one.json, arms: {p: one.json}, compare: [{metric: m, of: p, minus: p, above: 0}]}
              i: [1]
              all: {statement: x, measurements: one.json, each_seed: [{metric: m, above: 0}]}
              one: {statement: x, measurements: one.json, each_seed: [{metric: m, above: 0}]}

            """#
        #expect(
            try Self.diagnostics(text) == #"""
                p.yaml:11:3: error: claim 'a' lacks the key 'statement'
                   11 |   a: {}
                      |   ^ expected 'statement: what is claimed, in words'
                p.yaml:11:3: error: claim 'a' claims nothing
                   11 |   a: {}
                      |   ^ expected 'each_seed', 'trends' or 'compare'
                p.yaml:12:3: error: claim 'b' claims nothing
                   12 |   b: {statement: x}
                      |   ^ expected 'each_seed', 'trends' or 'compare'
                p.yaml:13:21: error: claim 'c' has no key 'measurments'
                   13 |   c: {statement: x, measurments: one.json, each_seed: [{metric: m, above: 0}]}
                      |                     ^~~~~~~~~~~ did you mean 'measurements'?
                p.yaml:14:21: error: 'each_seed' needs the key 'measurements' beside it
                   14 |   d: {statement: x, each_seed: [{metric: m, above: 0}], trends: [{layers: all, rising: [m], at_least…
                      |                     ^~~~~~~~~ expected 'measurements: stage.output@seed=*'
                p.yaml:14:57: error: 'trends' needs the key 'measurements' beside it
                   14 | … x, each_seed: [{metric: m, above: 0}], trends: [{layers: all, rising: [m], at_least: 0}]}
                      |                                          ^~~~~~ expected 'measurements: stage.output@seed=*'
                p.yaml:15:21: error: 'compare' needs the key 'arms' beside it
                   15 |   e: {statement: x, compare: [{metric: m, of: p, minus: q, above: 0}]}
                      |                     ^~~~~~~ expected 'arms: {name: stage.output@seed=*}'
                p.yaml:16:3: error: claim 'f' claims nothing
                   16 |   f: {statement: x, measurements: one.json, arms: {p: one.json}}
                      |   ^ expected 'each_seed', 'trends' or 'compare'
                p.yaml:16:45: error: 'arms' needs the key 'compare' beside it
                   16 |   f: {statement: x, measurements: one.json, arms: {p: one.json}}
                      |                                             ^~~~ expected 'compare: […]'
                p.yaml:17:96: error: 'controls' needs the key 'each_seed' beside it
                   17 | …ayers: all, rising: [m], at_least: 0}], controls: {p: one.json}}
                      |                                          ^~~~~~~~ expected 'each_seed: […], which must not hold of them'
                p.yaml:18:21: error: nothing is claimed of the 'measurements'
                   18 |   h: {statement: x, measurements: one.json, arms: {p: one.json}, compare: [{metric: m, of: p, minus:…
                      |                     ^~~~~~~~~~~~ 'compare' looks at 'arms'; add 'each_seed' or 'trends', or remove the key
                p.yaml:19:6: error: claim 'i' is a list
                   19 |   i: [1]
                      |      ^ expected a mapping
                p.yaml:20:3: error: 'all' can't be the name of a claim
                   20 |   all: {statement: x, measurements: one.json, each_seed: [{metric: m, above: 0}]}
                      |   ^~~ the name is reserved; choose another
                p.yaml:21:3: error: the claim 'one' has the name of a stage
                   21 |   one: {statement: x, measurements: one.json, each_seed: [{metric: m, above: 0}]}
                      |   ^~~ rename one of the two: both can be asked for by name
                p.yaml:9:3: note: the stage is defined here
                    9 |   one: {kind: exec, with: {command: [x]}, outputs: {json: m.json}}
                      |   ^~~

                """#)
    }

    @Test("measurements are outputs that exist and can hold JSON, each once") func measurements()
        throws
    {
        let text = #"""
              a: {statement: x, measurements: two.json, each_seed: [{metric: m, above: 0}]}
              b: {statement: x, measurements: one.jsn, each_seed: [{metric: m, above: 0}]}
              c: {statement: x, measurements: m.json, each_seed: [{metric: m, above: 0}]}
              d: {statement: x, measurements: "m.folder@seed=1,arm=low", each_seed: [{metric: m, above: 0}]}
              e: {statement: x, measurements: [one.json, one.json], each_seed: [{metric: m, above: 0}]}
              f: {statement: x, measurements: [], each_seed: [{metric: m, above: 0}]}
              g: {statement: x, arms: {}, compare: [{metric: m, of: p, minus: q, above: 0}]}
              h: {statement: x, arms: {p: m.json@seed=1,arm=low}, compare: [{metric: m, of: p, minus: p, above: 0}]}

            """#
        #expect(
            try Self.diagnostics(text) == #"""
                p.yaml:11:35: error: claim 'a' refers to the stage 'two', which is not defined
                   11 |   a: {statement: x, measurements: two.json, each_seed: [{metric: m, above: 0}]}
                      |                                   ^~~ expected one of: m, one
                p.yaml:12:39: error: stage 'one' has no output 'jsn'
                   12 |   b: {statement: x, measurements: one.jsn, each_seed: [{metric: m, above: 0}]}
                      |                                       ^~~ did you mean 'json'?
                p.yaml:13:35: error: stage 'm' is swept over 'seed' and 'arm', but claim 'c' is not
                   13 |   c: {statement: x, measurements: m.json, each_seed: [{metric: m, above: 0}]}
                      |                                   ^~~~~~ write 'm.json@seed=1,arm=low' for one or 'm.json@seed=*,arm=*' for all
                p.yaml:6:14: note: the sweep is here
                    6 |     matrix: {seed: "${seeds}", arm: [low, high]}
                      |              ^~~~
                p.yaml:14:35: error: 'folder' is of format 'folder'
                   14 |   d: {statement: x, measurements: "m.folder@seed=1,arm=low", each_seed: [{metric: m, above: 0}]}
                      |                                   ^~~~~~~~~~~~~~~~~~~~~~~~~ claim 'd' expects JSON: format 'measurement', 'trajectory' or 'json', or what a command makes
                p.yaml:15:46: error: claim 'e' counts a measurement twice
                   15 |   e: {statement: x, measurements: [one.json, one.json], each_seed: [{metric: m, above: 0}]}
                      |                                              ^~~~~~~~ expected each measurement once, as one seed
                p.yaml:16:35: error: claim 'f' measures nothing
                   16 |   f: {statement: x, measurements: [], each_seed: [{metric: m, above: 0}]}
                      |                                   ^ expected at least one reference
                p.yaml:17:27: error: 'arms' of claim 'g' is empty
                   17 |   g: {statement: x, arms: {}, compare: [{metric: m, of: p, minus: q, above: 0}]}
                      |                           ^ expected 'name: stage.output@seed=*'
                p.yaml:18:45: error: 'arm=low' was cut off from the reference before it
                   18 | … {statement: x, arms: {p: m.json@seed=1,arm=low}, compare: [{metric: m, of: p, minus: p, above: 0}]…
                      |                                          ^~~~~~~ a reference with ',' needs quotes inside { } and [ ]

                """#)
    }

    @Test("conditions name a metric and its limits") func conditions() throws {
        let text = #"""
              a:
                statement: x
                measurements: one.json
                each_seed:
                  - {metric: m}
                  - {at_most: 1}
                  - {metric: m, atmost: 1}
                  - {metric: 1m, at_most: 1}
                  - {metric: m, at_most: [], above: 1 m}
                  - {metric: m, at_most: {metric: n}}
                  - {metric: m, at_most: {metric: n, times: much}}
                  - {metric: m, between: [2, 1]}
                  - {metric: m, between: [1]}
                  - {metric: m, minus: a, over: b, above: 0}
                  - {metric: m, above: 0, undefined: maybe}
                  - {metric: m, above: "${limt}"}
                  - 5

            """#
        #expect(
            try Self.diagnostics(text) == #"""
                p.yaml:15:9: error: a condition in 'each_seed' of claim 'a' sets no limit
                   15 |       - {metric: m}
                      |         ^ expected one of: at_least, at_most, above, below, between
                p.yaml:16:9: error: a condition in 'each_seed' of claim 'a' names no metric
                   16 |       - {at_most: 1}
                      |         ^ expected 'metric: name'
                p.yaml:17:21: error: a condition in 'each_seed' of claim 'a' has no key 'atmost'
                   17 |       - {metric: m, atmost: 1}
                      |                     ^~~~~~ did you mean 'at_most'?
                p.yaml:18:18: error: 'metric' of claim 'a' is '1m'
                   18 |       - {metric: 1m, at_most: 1}
                      |                  ^~ expected the name of a metric: letters, digits, '_' and '-'; a dot leads into an object
                p.yaml:19:30: error: 'at_most' of claim 'a' is an empty list
                   19 |       - {metric: m, at_most: [], above: 1 m}
                      |                              ^ expected a number, a metric, '{metric: name, times: 1.5}', or a list of these
                p.yaml:19:41: error: 'above' of claim 'a' is '1 m'
                   19 |       - {metric: m, at_most: [], above: 1 m}
                      |                                         ^~~ expected a number, a metric, '{metric: name, times: 1.5}', or a list of these
                p.yaml:20:30: error: 'at_most' of claim 'a' is an incomplete mapping
                   20 |       - {metric: m, at_most: {metric: n}}
                      |                              ^ expected a number, a metric, '{metric: name, times: 1.5}', or a list of these
                p.yaml:21:49: error: 'times' of claim 'a' is 'much'
                   21 |       - {metric: m, at_most: {metric: n, times: much}}
                      |                                                 ^~~~ expected a number
                p.yaml:22:30: error: 'between' of claim 'a' holds no number
                   22 |       - {metric: m, between: [2, 1]}
                      |                              ^ expected '[lowest, highest]', the lowest first
                p.yaml:23:30: error: 'between' of claim 'a' has 1 item
                   23 |       - {metric: m, between: [1]}
                      |                              ^ expected a list of 2 numbers
                p.yaml:24:31: error: 'minus' and 'over' stand in one condition
                   24 |       - {metric: m, minus: a, over: b, above: 0}
                      |                               ^~~~ remove one of the two
                p.yaml:25:42: error: 'undefined' of claim 'a' is 'maybe'
                   25 |       - {metric: m, above: 0, undefined: maybe}
                      |                                          ^~~~~ expected one of: fails, undetermined
                p.yaml:26:29: error: '${limt}' names no parameter or axis
                   26 |       - {metric: m, above: "${limt}"}
                      |                             ^~~~~~~ expected one of: pipeline, profile, seeds
                p.yaml:27:9: error: a condition in 'each_seed' of claim 'a' is '5'
                   27 |       - 5
                      |         ^ expected a mapping

                """#)
    }

    @Test("layers are named, counted or numbered") func layers() throws {
        let text = #"""
              a:
                statement: x
                measurements: one.json
                each_seed:
                  - {in: hiden, hold: [{metric: m, above: 0}]}
                  - {in: [], hold: [{metric: m, above: 0}]}
                  - {in: {at_least: 0, of: hidden}, hold: [{metric: m, above: 0}]}
                  - {in: {at_least: 1}, hold: [{metric: m, above: 0}]}
                  - {in: {top: none}, hold: [{metric: m, above: 0}]}
                  - {in: {}, hold: [{metric: m, above: 0}]}
                  - {in: last}
                  - {hold: []}
                  - {in: last, hold: [{metric: m, mean_over: hidden, above: 0}]}
                  - {metric: m, mean_over: {}, above: 0}
                  - {in: nowhere, hold: [{metric: m, above: 0}]}

            """#
        #expect(
            try Self.diagnostics(text) == #"""
                p.yaml:15:14: error: 'in' of claim 'a' is 'hiden'
                   15 |       - {in: hiden, hold: [{metric: m, above: 0}]}
                      |              ^~~~~ did you mean 'hidden'?
                p.yaml:16:14: error: 'in' of claim 'a' is an empty list
                   16 |       - {in: [], hold: [{metric: m, above: 0}]}
                      |              ^ expected 'last', 'hidden' or '{at_least: 1, of: hidden}'
                p.yaml:17:25: error: 'at_least' of claim 'a' is '0'
                   17 |       - {in: {at_least: 0, of: hidden}, hold: [{metric: m, above: 0}]}
                      |                         ^ expected a whole number from 1 to 10000
                p.yaml:18:14: error: 'in' of claim 'a' is an incomplete mapping
                   18 |       - {in: {at_least: 1}, hold: [{metric: m, above: 0}]}
                      |              ^ expected '{at_least: 1, of: hidden}' or '{top: 2}'
                p.yaml:19:20: error: 'top' of claim 'a' is 'none'
                   19 |       - {in: {top: none}, hold: [{metric: m, above: 0}]}
                      |                    ^~~~ expected a whole number from 1 to 10000
                p.yaml:20:14: error: 'in' of claim 'a' is an incomplete mapping
                   20 |       - {in: {}, hold: [{metric: m, above: 0}]}
                      |              ^ expected '{at_least: 1, of: hidden}' or '{top: 2}'
                p.yaml:21:9: error: a condition in 'each_seed' of claim 'a' lacks the key 'hold'
                   21 |       - {in: last}
                      |         ^ expected '{in: last, hold: [{metric: name, at_most: 0.1}]}'
                p.yaml:22:9: error: a condition in 'each_seed' of claim 'a' lacks the key 'in'
                   22 |       - {hold: []}
                      |         ^ expected '{in: last, hold: [{metric: name, at_most: 0.1}]}'
                p.yaml:22:16: error: 'hold' of claim 'a' is an empty list
                   22 |       - {hold: []}
                      |                ^ expected at least one item
                p.yaml:23:39: error: a condition in 'hold' of claim 'a' has no key 'mean_over'
                   23 |       - {in: last, hold: [{metric: m, mean_over: hidden, above: 0}]}
                      |                                       ^~~~~~~~~ expected one of: metric, minus, over, at_least, at_most, above, below, between, undefined
                p.yaml:24:32: error: 'mean_over' of claim 'a' is an empty mapping
                   24 |       - {metric: m, mean_over: {}, above: 0}
                      |                                ^ expected '{top: 2}'
                p.yaml:25:14: error: 'in' of claim 'a' is 'nowhere'
                   25 |       - {in: nowhere, hold: [{metric: m, above: 0}]}
                      |              ^~~~~~~ expected last, hidden, above_input, all, '{top: 2}', a layer's number or a list of them

                """#)
    }

    @Test("seeds, trends and comparisons are complete") func seedsTrendsComparisons() throws {
        let text = #"""
              a:
                statement: x
                measurements: one.json
                seeds: {needs: 0, passes_with: 5 of 4, fails_with: some, pass: 1}
                trends:
                  - {rising: [m], at_least: 0.7}
                  - {layers: all, at_least: 0.7}
                  - {layers: all, rising: m, at_least: 2}
                  - {layers: all, rising: [m, n o], at_least: 0.5, fails_below: 0.6}
                  - {layers: all, falling: [m], at_least: 0.5, fails_below: 0.6}
                arms: {low: one.json, high: one.json}
                compare:
                  - {metric: m, of: lw, minus: high, above: 0}
                  - {of: low, above: 0}
                  - {metric: m, of: low, minus: high, over: high, above: 0}
                  - {metric: m, of: low, over: {least: [high]}, above: 0}
                  - {metric: m, of: low, over: {least_of: []}, above: 0}
                  - {metric: m, of: low, over: {}, above: 0}
                  - {metric: m, of: low, over: high}
                  - {metric: m, of: low, over: high, above: n, fails_below: x}
                exclude: []

            """#
        #expect(
            try Self.diagnostics(text) == #"""
                p.yaml:14:20: error: 'needs' of claim 'a' is '0'
                   14 |     seeds: {needs: 0, passes_with: 5 of 4, fails_with: some, pass: 1}
                      |                    ^ expected a whole number from 1 to 10000
                p.yaml:14:36: error: 'passes_with' of claim 'a' is '5 of 4'
                   14 |     seeds: {needs: 0, passes_with: 5 of 4, fails_with: some, pass: 1}
                      |                                    ^~~~~~ expected a number of seeds, a share such as '4 of 5', or 'all'
                p.yaml:14:56: error: 'fails_with' of claim 'a' is 'some'
                   14 |     seeds: {needs: 0, passes_with: 5 of 4, fails_with: some, pass: 1}
                      |                                                        ^~~~ expected a number of seeds, a share such as '4 of 5', or 'all'
                p.yaml:14:62: error: 'seeds' of claim 'a' has no key 'pass'
                   14 |     seeds: {needs: 0, passes_with: 5 of 4, fails_with: some, pass: 1}
                      |                                                              ^~~~ expected one of: needs, passes_with, fails_with
                p.yaml:16:9: error: a trend in 'trends' of claim 'a' lacks the key 'layers'
                   16 |       - {rising: [m], at_least: 0.7}
                      |         ^ expected '{layers: above_input, rising: [name], at_least: 0.7}'
                p.yaml:17:9: error: a trend in 'trends' of claim 'a' names no metric
                   17 |       - {layers: all, at_least: 0.7}
                      |         ^ expected 'rising: [name]' or 'falling: [name]'
                p.yaml:18:31: error: 'rising' of claim 'a' is 'm'
                   18 |       - {layers: all, rising: m, at_least: 2}
                      |                               ^ expected a list of 1 to 100 texts
                p.yaml:18:44: error: 'at_least' of claim 'a' is '2'
                   18 |       - {layers: all, rising: m, at_least: 2}
                      |                                            ^ expected a number from -1 to 1
                p.yaml:19:31: error: 'rising' of claim 'a' is 'n o'
                   19 |       - {layers: all, rising: [m, n o], at_least: 0.5, fails_below: 0.6}
                      |                               ^ expected the name of a metric: letters, digits, '_' and '-'; a dot leads into an object
                p.yaml:20:65: error: 'fails_below' of claim 'a' is '0.6'
                   20 |       - {layers: all, falling: [m], at_least: 0.5, fails_below: 0.6}
                      |                                                                 ^~~ expected no more than 'at_least', above which it passes
                p.yaml:23:25: error: 'of' of claim 'a' is 'lw', which is no arm of the claim
                   23 |       - {metric: m, of: lw, minus: high, above: 0}
                      |                         ^~ expected one of: low, high
                p.yaml:24:9: error: a comparison in 'compare' of claim 'a' lacks the key 'metric'
                   24 |       - {of: low, above: 0}
                      |         ^ expected '{metric: name, of: arm, minus: arm, at_least: 0.2}'
                p.yaml:24:9: error: a comparison in 'compare' of claim 'a' has nothing to compare with
                   24 |       - {of: low, above: 0}
                      |         ^ expected 'minus: arm' or 'over: arm'
                p.yaml:25:43: error: 'minus' and 'over' stand in one comparison
                   25 |       - {metric: m, of: low, minus: high, over: high, above: 0}
                      |                                           ^~~~ remove one of the two
                p.yaml:26:37: error: 'over' of claim 'a' has no key 'least'
                   26 |       - {metric: m, of: low, over: {least: [high]}, above: 0}
                      |                                     ^~~~~ expected one of: least_of, greatest_of
                p.yaml:27:36: error: 'over' of claim 'a' is no choice of arms
                   27 |       - {metric: m, of: low, over: {least_of: []}, above: 0}
                      |                                    ^ expected an arm, '{least_of: [arm, arm]}' or '{greatest_of: [arm, arm]}'
                p.yaml:28:36: error: 'over' of claim 'a' is no choice of arms
                   28 |       - {metric: m, of: low, over: {}, above: 0}
                      |                                    ^ expected an arm, '{least_of: [arm, arm]}' or '{greatest_of: [arm, arm]}'
                p.yaml:29:9: error: a comparison in 'compare' of claim 'a' sets no limit
                   29 |       - {metric: m, of: low, over: high}
                      |         ^ expected one of: at_least, at_most, above, below, between
                p.yaml:30:49: error: 'above' of claim 'a' is 'n'
                   30 |       - {metric: m, of: low, over: high, above: n, fails_below: x}
                      |                                                 ^ expected a number
                p.yaml:30:65: error: 'fails_below' of claim 'a' is 'x'
                   30 |       - {metric: m, of: low, over: high, above: n, fails_below: x}
                      |                                                                 ^ expected a number
                p.yaml:31:14: error: 'exclude' of claim 'a' is an empty list
                   31 |     exclude: []
                      |              ^ expected at least one item

                """#)
    }

    @Test("a profile changes claims only by parameters") func profiles() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            profiles:
              quick: {claims: {c: {}}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:11: error: profile 'quick' has no key 'claims'
                    3 |   quick: {claims: {c: {}}}
                      |           ^~~~~~ expected one of: extends, parameters, stages

                """#)
    }
}
