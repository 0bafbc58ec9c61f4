import Testing

@testable import PipelineEngine

@Suite struct ProjectSpaceTests {
    @Test("the project is the nearest folder upwards with pipelines or state in it")
    func find() throws {
        let project = try TemporaryProject()
        try project.write("pipelines/a.yaml", "x")
        try project.write("sub/deep/file.txt", "x")
        #expect(try ProjectSpace.find(from: project.path("sub/deep")) == project.space)
        #expect(try ProjectSpace.find(from: project.space.root) == project.space)
        try project.write("sub/.nrc-pipe/x", "x")
        #expect(try ProjectSpace.find(from: project.path("sub/deep")).root == project.path("sub"))
    }

    @Test("a folder of pipelines without a YAML file is no project")
    func notFound() throws {
        let project = try TemporaryProject()
        try project.write("pipelines/README.md", "x")
        let error = #expect(throws: ProjectSpaceError.self) {
            try ProjectSpace.find(from: project.space.root)
        }
        #expect(
            error?.description == """
                no project in '\(project.space.root)' or above it: a project is a folder with a \
                'pipelines' folder that holds .yaml files; name it with -C
                """)
        let missing = #expect(throws: ProjectSpaceError.self) {
            try ProjectSpace.find(from: project.path("no"))
        }
        #expect(missing?.description == "there is no folder '\(project.path("no"))'")
    }

    @Test("the state folder hides itself from git")
    func ignored() throws {
        let project = try TemporaryProject()
        try project.space.prepare()
        #expect(try project.read(".nrc-pipe/.gitignore") == "*\n")
        #expect(
            try FileTree.names(in: project.space.stateFolder) == [
                ".gitignore", "cache", "logs", "runs", "scratch", "store",
            ])
    }

    @Test("a store of several projects is named by an absolute path")
    func sharedStore() throws {
        let project = try TemporaryProject()
        #expect(!project.space.sharesStore)
        let space = try ProjectSpace(root: project.space.root, store: project.path("elsewhere"))
        #expect(space.storeFolder == project.path("elsewhere"))
        #expect(space.sharesStore)
        let error = #expect(throws: ProjectSpaceError.self) {
            try ProjectSpace(root: project.space.root, store: "elsewhere")
        }
        #expect(
            error?.description == """
                NRC_PIPE_STORE is 'elsewhere': expected an absolute path, so that it is the same \
                store in every folder
                """)
    }
}
