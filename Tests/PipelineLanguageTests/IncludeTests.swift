import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct IncludeTests {
    private let root = Fixtures.header + "include: [parts/a.yaml]\n"

    @Test("sections of included files merge, each location naming its file")
    func merges() throws {
        let project = try TemporaryProject()
        try project.write(
            "include: [../b.yaml, ./b.yaml]\nparameters: {n: 7}\nprofiles: {small: {}}\n",
            to: "parts/a.yaml")
        try project.write(
            "stages:\n  data: {kind: data, with: {samples: \"${n}\"}}\n", to: "b.yaml")
        try project.write("parameters: {}\n", to: "parts/b.yaml")
        let loaded = try Fixtures.load(root, in: project)
        #expect(loaded.files.map(\.path) == ["p.yaml", "parts/a.yaml", "b.yaml", "parts/b.yaml"])
        #expect(loaded.profileNames == ["small"])
        let stage = try loaded.graph.stage("data")
        #expect(stage.location == SourceLocation(file: "b.yaml", line: 2, column: 3))
        #expect(stage.value("samples") == .integer(7))
        #expect(
            stage.parameters.first { $0.name == "samples" }?.location
                == SourceLocation(file: "parts/a.yaml", line: 2, column: 17))
    }

    @Test("a file that two others include counts once")
    func diamond() throws {
        let project = try TemporaryProject()
        try project.write("include: [b.yaml, c.yaml]\n" + Fixtures.header, to: "p.yaml")
        try project.write("include: [d.yaml]\n", to: "b.yaml")
        try project.write("include: [d.yaml]\n", to: "c.yaml")
        try project.write("stages:\n  data: {kind: data}\n", to: "d.yaml")
        let loaded = try PipelineLoader.load(
            file: project.path("p.yaml"), projectRoot: project.path, kinds: Fixtures.kinds)
        #expect(loaded.graph.stages.map(\.name) == ["data"])
    }

    @Test("files that include each other are printed as a loop")
    func loop() throws {
        let project = try TemporaryProject()
        try project.write("include: [b.yaml]\n", to: "parts/a.yaml")
        try project.write("include: [a.yaml]\n", to: "parts/b.yaml")
        #expect(
            try Fixtures.diagnostics(root, in: project) == """
                parts/b.yaml:1:11: error: files include each other: parts/a.yaml → parts/b.yaml → parts/a.yaml
                    1 | include: [a.yaml]
                      |           ^~~~~~ remove one of these inclusions

                """)
    }

    @Test("a file that includes itself is a loop")
    func selfInclusion() throws {
        #expect(
            try Fixtures.diagnostics("include: [p.yaml]\n") == """
                p.yaml:1:11: error: files include each other: p.yaml → p.yaml
                    1 | include: [p.yaml]
                      |           ^~~~~~ remove one of these inclusions

                """)
    }

    @Test("included files stay inside the project, also through links")
    func outside() throws {
        let outside = try TemporaryProject()
        try outside.write("parameters: {}\n", to: "x.yaml")
        let project = try TemporaryProject()
        try project.link("link.yaml", to: outside.path("x.yaml"))
        try project.link("folder", to: outside.path)
        let text = Fixtures.header + "include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']\n"
        #expect(
            try Fixtures.diagnostics(text, in: project) == """
                p.yaml:2:11: error: can't include '../x.yaml'
                    2 | include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']
                      |           ^~~~~~~~~ expected a file inside the project
                p.yaml:2:22: error: can't include '/x.yaml'
                    2 | include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']
                      |                      ^~~~~~~ expected a path relative to this file
                p.yaml:2:31: error: the file 'link.yaml' is outside the project: a symbolic link leads there
                    2 | include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']
                      |                               ^~~~~~~~~ expected a file inside the project
                p.yaml:2:42: error: the file 'folder/x.yaml' is outside the project: a symbolic link leads there
                    2 | include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']
                      |                                          ^~~~~~~~~~~~~ expected a file inside the project
                p.yaml:2:57: error: can't include ''
                    2 | include: [../x.yaml, /x.yaml, link.yaml, folder/x.yaml, '']
                      |                                                         ^~ expected a relative path that names a file

                """)
    }

    @Test("a missing file and a folder are refused where they are included")
    func unreadable() throws {
        let project = try TemporaryProject()
        try project.write("", to: "folder/x")
        #expect(
            try Fixtures.diagnostics(
                Fixtures.header + "include: [none.yaml, folder]\n", in: project) == """
                    p.yaml:2:11: error: the file 'none.yaml' does not exist
                        2 | include: [none.yaml, folder]
                          |           ^~~~~~~~~ expected a path relative to this file
                    p.yaml:2:22: error: the file 'folder' is not a regular file
                        2 | include: [none.yaml, folder]
                          |                      ^~~~~~ expected a YAML file

                    """)
    }

    @Test("what two files define shows both places")
    func duplicates() throws {
        let project = try TemporaryProject()
        try project.write("stages:\n  data: {kind: data}\n", to: "parts/a.yaml")
        #expect(
            try Fixtures.diagnostics(root + "stages:\n  data: {kind: data}\n", in: project) == """
                parts/a.yaml:2:3: error: the stage 'data' is defined twice
                    2 |   data: {kind: data}
                      |   ^~~~ rename one of the two, or remove it
                p.yaml:4:3: note: it is first defined here
                    4 |   data: {kind: data}
                      |   ^~~~

                """)
    }

    @Test("all files are read before anything is said about names")
    func allFilesAreRead() throws {
        let project = try TemporaryProject()
        try project.write("stages: [\n", to: "parts/a.yaml")
        let text = root + "stages:\n  t: {kind: nonsense}\n"
        #expect(
            try Fixtures.diagnostics(text, in: project) == """
                parts/a.yaml:2:1: error: the YAML is malformed: did not find expected node content
                    2 | 
                      | ^ while parsing a flow node from line 2

                """)
    }

    @Test("too many files are refused")
    func tooMany() throws {
        let project = try TemporaryProject()
        for index in 0..<DocumentSet.maximumFileCount {
            try project.write("parameters: {}\n", to: "f\(index).yaml")
        }
        let names = (0..<DocumentSet.maximumFileCount).map { "  - f\($0).yaml\n" }.joined()
        #expect(
            try Fixtures.diagnostics(Fixtures.header + "include:\n" + names, in: project) == """
                p.yaml:258:5: error: the pipeline has more than 256 files, or nests inclusions deeper than 64
                  258 |   - f255.yaml
                      |     ^~~~~~~~~ include fewer files

                """)
    }

    @Test("all files together keep to the limit of one")
    func totalSize() throws {
        let project = try TemporaryProject()
        let padding = String(repeating: "#", count: SourceFile.maximumByteCount - 20)
        try project.write("parameters: {}\n" + padding, to: "parts/a.yaml")
        #expect(
            try Fixtures.diagnostics(root, in: project) == """
                p.yaml:2:11: error: the file 'parts/a.yaml' is too large
                    2 | include: [parts/a.yaml]
                      |           ^~~~~~~~~~~~ all files of a pipeline together may have 32 MiB

                """)
    }
}
