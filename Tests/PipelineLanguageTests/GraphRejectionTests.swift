import TestSupport
import Testing

@testable import PipelineLanguage

/// Stages can't need each other, and nothing they touch lies outside the project.
@Suite struct GraphRejectionTests {
    @Test("a cycle is printed") func aCycleIsPrinted() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: exec, with: {command: [x]}, inputs: {i: c.o}, outputs: {o: o}}
              b: {kind: exec, with: {command: [x]}, inputs: {i: a.o}, outputs: {o: o}}
              c: {kind: exec, with: {command: [x]}, inputs: {i: b.o}, outputs: {o: o}}
              d: {kind: exec, with: {command: [x]}, inputs: {i: d.o}, outputs: {o: o}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:53: error: stages need each other: a → c → b → a
                    3 |   a: {kind: exec, with: {command: [x]}, inputs: {i: c.o}, outputs: {o: o}}
                      |                                                     ^~~ remove one of these inputs
                p.yaml:5:53: note: stage 'c' needs 'b' here
                    5 |   c: {kind: exec, with: {command: [x]}, inputs: {i: b.o}, outputs: {o: o}}
                      |                                                     ^~~
                p.yaml:4:53: note: stage 'b' needs 'a' here
                    4 |   b: {kind: exec, with: {command: [x]}, inputs: {i: a.o}, outputs: {o: o}}
                      |                                                     ^~~
                p.yaml:6:53: error: stages need each other: d → d
                    6 |   d: {kind: exec, with: {command: [x]}, inputs: {i: d.o}, outputs: {o: o}}
                      |                                                     ^~~ remove one of these inputs

                """#)
    }

    @Test("a cycle is found beside other mistakes") func aCycleIsFoundBesideOtherMistakes() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: train, with: {width: x}, inputs: {features: b.model}}
              b: {kind: train, with: {width: 1}, inputs: {features: a.model}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:34: error: parameter 'width' of stage 'a' is 'x'
                    3 |   a: {kind: train, with: {width: x}, inputs: {features: b.model}}
                      |                                  ^ expected a whole number from 1 to 4096
                p.yaml:3:57: error: 'b.model' is of format 'model'
                    3 |   a: {kind: train, with: {width: x}, inputs: {features: b.model}}
                      |                                                         ^~~~~~~ input 'features' of stage 'a' expects format 'array' here
                p.yaml:3:57: error: stages need each other: a → b → a
                    3 |   a: {kind: train, with: {width: x}, inputs: {features: b.model}}
                      |                                                         ^~~~~~~ remove one of these inputs
                p.yaml:4:57: note: stage 'b' needs 'a' here
                    4 |   b: {kind: train, with: {width: 1}, inputs: {features: a.model}}
                      |                                                         ^~~~~~~
                p.yaml:4:57: error: 'a.model' is of format 'model'
                    4 |   b: {kind: train, with: {width: 1}, inputs: {features: a.model}}
                      |                                                         ^~~~~~~ input 'features' of stage 'b' expects format 'array' here

                """#)
    }

    @Test("files stay inside the project") func filesStayInsideTheProject() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              t: {kind: train, with: {width: 1}, inputs: {features: {file: ../x.npy}}}
              u: {kind: train, with: {width: 1}, inputs: {features: {file: /etc/passwd}}}
              v: {kind: train, with: {width: 1}, inputs: {features: {file: ""}}}
              w: {kind: train, with: {width: 1}, inputs: {features: {fiel: x}}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:64: error: the file of input 'features' of stage 't' is '../x.npy'
                    3 |   t: {kind: train, with: {width: 1}, inputs: {features: {file: ../x.npy}}}
                      |                                                                ^~~~~~~~ expected a path that stays inside the project, without '..'
                p.yaml:4:64: error: the file of input 'features' of stage 'u' is '/etc/passwd'
                    4 |   u: {kind: train, with: {width: 1}, inputs: {features: {file: /etc/passwd}}}
                      |                                                                ^~~~~~~~~~~ expected a path relative to the project, without a leading '/'
                p.yaml:5:64: error: the file of input 'features' of stage 'v' is ''
                    5 |   v: {kind: train, with: {width: 1}, inputs: {features: {file: ""}}}
                      |                                                                ^~ expected a relative path that names a file
                p.yaml:6:57: error: input 'features' of stage 'w' is a mapping
                    6 |   w: {kind: train, with: {width: 1}, inputs: {features: {fiel: x}}}
                      |                                                         ^ expected 'stage.output', or '{file: path}' for a file of the project

                """#)
    }

    @Test("folders and patterns of the project are for commands, and stay inside it")
    func foldersAndPatterns() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              t: {kind: train, with: {width: 1}, inputs: {features: {folder: x}}}
              a: {kind: exec, with: {command: [x]}, inputs: {x: {folder: ../x}}, outputs: {y: y}}
              b: {kind: exec, with: {command: [x]}, inputs: {x: {files: x.py}}, outputs: {y: y}}
              c: {kind: exec, with: {command: [x]}, inputs: {x: {fiels: "*"}}, outputs: {y: y}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:57: error: input 'features' of stage 't' is a mapping
                    3 |   t: {kind: train, with: {width: 1}, inputs: {features: {folder: x}}}
                      |                                                         ^ expected 'stage.output', or '{file: path}' for a file of the project
                p.yaml:4:62: error: the folder of input 'x' of stage 'a' is '../x'
                    4 |   a: {kind: exec, with: {command: [x]}, inputs: {x: {folder: ../x}}, outputs: {y: y}}
                      |                                                              ^~~~ expected a path that stays inside the project, without '..'
                p.yaml:5:61: error: the pattern of input 'x' of stage 'b' is 'x.py'
                    5 |   b: {kind: exec, with: {command: [x]}, inputs: {x: {files: x.py}}, outputs: {y: y}}
                      |                                                             ^~~~ expected '*', '?' or '[…]' in it; {file: path} names one file
                p.yaml:6:53: error: input 'x' of stage 'c' is a mapping
                    6 |   c: {kind: exec, with: {command: [x]}, inputs: {x: {fiels: "*"}}, outputs: {y: y}}
                      |                                                     ^ expected 'stage.output', or of the project {file: path}, {folder: path} or {files: scripts/*.py}

                """#)
    }

    @Test("outputs are declared by commands only, and stay below the stage's folder")
    func outputsAreDeclaredByCommandsOnlyAndStay() throws {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: data, outputs: {x: y}}
              b: {kind: exec, with: {command: [x]}}
              c: {kind: exec, with: {command: [x]}, outputs: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:29: error: the outputs of kind 'data' are fixed
                    3 |   a: {kind: data, outputs: {x: y}}
                      |                             ^ remove 'outputs'
                p.yaml:4:3: error: stage 'b' declares no outputs
                    4 |   b: {kind: exec, with: {command: [x]}}
                      |   ^ expected 'outputs: {name: path}', what to keep of what the command makes
                p.yaml:5:54: error: output 'a' has the path '../x'
                    5 | …xec, with: {command: [x]}, outputs: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^~~~ expected a path below the stage's own folder
                p.yaml:5:63: error: output 'b' has the path '/x'
                    5 | …: {command: [x]}, outputs: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^~ expected a path below the stage's own folder
                p.yaml:5:70: error: output 'c' is a mapping
                    5 | …and: [x]}, outputs: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^ expected a path, or '{folder: path}'
                p.yaml:5:83: error: output 'd' is empty
                    5 | …tputs: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^ expected text, found nothing
                p.yaml:5:88: error: output 'e' is '${x}'
                    5 | …: {a: ../x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^~~~~~ '${…}' is not replaced here; expected text without it
                p.yaml:5:96: error: 'f g' can't be the name of an output
                    5 | …/x, b: /x, c: {dir: x}, d: , e: "${x}", f g: y}}
                      |                                          ^~~ expected letters, digits, '_' and '-' (not first), at most 100

                """#)
    }

    @Test("outputs of a stage may not contain each other") func outputsOfAStageMayNotContainEach()
        throws
    {
        let text = #"""
            pipeline: {name: test, schema: 1}
            stages:
              a: {kind: exec, with: {command: [x]}, outputs: {a: x/y, b: x, c: ./x, d: xy}}

            """#
        #expect(
            try Fixtures.diagnostics(text) == #"""
                p.yaml:3:51: error: output 'a' has the path of output 'b', or lies in it
                    3 |   a: {kind: exec, with: {command: [x]}, outputs: {a: x/y, b: x, c: ./x, d: xy}}
                      |                                                   ^ expected a path of its own
                p.yaml:3:59: note: the other output is here
                    3 |   a: {kind: exec, with: {command: [x]}, outputs: {a: x/y, b: x, c: ./x, d: xy}}
                      |                                                           ^
                p.yaml:3:65: error: output 'c' has the path of output 'b', or lies in it
                    3 |   a: {kind: exec, with: {command: [x]}, outputs: {a: x/y, b: x, c: ./x, d: xy}}
                      |                                                                 ^ expected a path of its own
                p.yaml:3:59: note: the other output is here
                    3 |   a: {kind: exec, with: {command: [x]}, outputs: {a: x/y, b: x, c: ./x, d: xy}}
                      |                                                           ^

                """#)
    }
}
