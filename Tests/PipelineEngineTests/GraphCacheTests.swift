import Glibc
import PipelineLanguage
import StageCatalogue
import Testing

@testable import PipelineEngine

@Suite struct GraphCacheTests {
    private let project: CachedProject

    init() throws { project = try CachedProject() }

    private func text(_ answer: GraphCache.Answer) -> String {
        var text = ""
        dump(answer.pipeline, to: &text)
        return text
    }

    /// Opens the pipeline twice: the first time it is loaded.
    private func isRemembered() throws -> Bool {
        let cached = GraphCache(project.source, program: project.program)
        return try cached.remembered() != nil && cached.pipeline(kinds: []).isKept
    }

    @Test(
        "what is remembered of this project's own pipelines is what was loaded, to the last field")
    func ownPipelines() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let space = try ProjectSpace(root: root)
        let paths = try space.pipelineFiles()
        #expect(!paths.isEmpty)
        for path in paths {
            let loaded = CompiledPipeline(
                try PipelineLoader.load(
                    file: space.absolute(path), projectRoot: root, kinds: StageCatalogue.kinds))
            var writer = CompactWriter()
            GraphWriter.write(loaded, to: &writer)
            var reader = CompactReader(writer.bytes)
            let remembered = try GraphReader.read(&reader)
            var texts = ["", ""]
            dump(loaded, to: &texts[0])
            dump(remembered, to: &texts[1])
            #expect(texts[0] == texts[1], "\(path)")
        }
    }

    @Test("a pipeline is loaded once and remembered")
    func remembered() throws {
        let loaded = try project.opened()
        #expect(try isRemembered())
        #expect(try text(project.opened()) == text(loaded))
    }

    @Test("an edit of the same size with its time set back is seen")
    func stealthyEdit() throws {
        _ = try project.opened()
        let path = project.files.path("pipelines/p.yaml")
        let before = try #require(try FileStatus.following(path)).identity
        // In place: the inode stays.
        let edited = CachedProject.yaml.replacing("hello", with: "world")
        try OpenFile(path, flags: O_WRONLY).write(Array(edited.utf8))
        try FileTree.setModified(path, nanoseconds: before.modifiedNanoseconds)
        let after = try #require(try FileStatus.following(path)).identity
        #expect(after.size == before.size && after.inode == before.inode)
        #expect(after.modifiedNanoseconds == before.modifiedNanoseconds)
        #expect(try project.opened().pipeline.parameters.map(\.value) == ["world"])
    }

    @Test("a file that another one was renamed over is seen")
    func renamed() throws {
        _ = try project.opened()
        let edited = CachedProject.yaml.replacing("hello", with: "world")
        try project.files.write("other.yaml", edited, age: 60)
        try FileTree.rename(
            project.files.path("other.yaml"), to: project.files.path("pipelines/p.yaml"))
        #expect(try project.opened().pipeline.parameters.map(\.value) == ["world"])
    }

    @Test("a file that was written just now is read again, and its pipeline is still remembered")
    func racy() throws {
        try project.files.write("pipelines/p.yaml", CachedProject.yaml)
        _ = try project.opened()
        #expect(try isRemembered())
        try project.files.write(
            "pipelines/p.yaml", CachedProject.yaml.replacing("hello", with: "world"))
        #expect(try project.opened().pipeline.parameters.map(\.value) == ["world"])
    }

    @Test("profile, overrides and another build of the program have entries of their own")
    func keys() throws {
        _ = try project.opened()
        project.overrides = [("word", "world")]
        #expect(try project.opened().pipeline.parameters.map(\.value) == ["world"])
        project.overrides = []
        #expect(try isRemembered())
        for program in [
            CachedProject.program(size: 2), CachedProject.program(size: 1, version: "2"),
        ] {
            project.program = program
            #expect(try !isRemembered())
        }
    }

    @Test("a file that is cut, changed or foreign counts as absent and is written anew")
    func damaged() throws {
        _ = try project.opened()
        let path = try project.cacheFile(in: project.space.graphCacheFolder)
        let whole = try FileContent.read(path)
        var flipped = whole
        flipped[whole.count / 2] ^= 4
        var layout = whole
        layout[15] ^= 1
        for content in [[], Array(whole.dropLast()), Array(whole.prefix(40)), flipped, layout] {
            try FileContent.replace(path, with: content)
            #expect(GraphCache(project.source, program: project.program).remembered() == nil)
            _ = try project.opened()
            #expect(try isRemembered())
        }
    }

    @Test("whatever a content is that its digest covers, reading it ends with an error or a graph")
    func mutated() throws {
        var writer = CompactWriter()
        GraphWriter.write(try project.opened().pipeline, to: &writer)
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var content = writer.bytes
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                content[Int(state >> 33) % content.count] = UInt8(truncatingIfNeeded: state >> 25)
            }
            var reader = CompactReader(content)
            _ = try? GraphReader.read(&reader)
        }
    }

    @Test("a pin that appears, and a manifest that changes, are seen")
    func manifests() throws {
        try project.write(
            """
            pipeline: {name: cached, schema: 1}
            stages: {got: {kind: dataset.fetch, with: {dataset: tiny}}}
            """)
        let manifest = """
            dataset: tiny
            schema: 1
            title: T
            description: D
            citation: C
            licence: L
            sources:
              - name: here
                fidelity: original
                files: [{name: a.csv, urls: ["https://example.org/a.csv"], size: 4}]
                layout: {format: csv, files: a.csv, header: false, inputs: [0], targets: [1]}
            """
        try project.files.write("data-manifests/tiny.yaml", manifest, age: 60)
        func sizes() throws -> String {
            try project.opened().pipeline.graph.stages[0].parameters.map { "\($0.value)" }
                .joined()
        }
        let first = try sizes()
        #expect(try isRemembered())
        try project.files.write(
            "data-manifests/tiny.yaml", manifest.replacing("size: 4", with: "size: 5"), age: 60)
        let second = try sizes()
        #expect(second != first)
        let digest = String(repeating: "ab", count: 32)
        try project.files.write(
            "data-manifests/pins.json",
            """
            {"version": 1, "pins": {"tiny/here/a.csv": {"sha256": "\(digest)", "size": 5, \
            "from": "https://example.org/a.csv"}}}
            """, age: 60)
        #expect(try sizes().contains(digest))
        #expect(try isRemembered())
        try FileTree.remove(project.files.path("data-manifests/pins.json"))
        #expect(try sizes() == second)
    }

    @Test("a folder that gives way to a link out of the project is not followed from memory")
    func linkedAway() throws {
        _ = try project.opened()
        let outside = try TemporaryProject()
        try FileTree.rename(
            project.files.path("pipelines"), to: outside.path("pipelines"))
        try FileTransfer.symbolicLink(
            to: outside.path("pipelines"), at: project.files.path("pipelines"))
        #expect(throws: PipelineDiagnostics.self) { try project.opened() }
    }
}
