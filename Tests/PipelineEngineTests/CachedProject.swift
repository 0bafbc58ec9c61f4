import Glibc
import PipelineLanguage
import StageCatalogue
import Testing

@testable import PipelineEngine

/// A project with a pipeline file, opened as the command line opens it.
final class CachedProject {
    let files: TemporaryProject
    var profile: String?
    var overrides: [(name: String, value: String)] = []
    var targets: [String] = []
    var program = CachedProject.program(size: 1)
    private let file = "pipelines/p.yaml"

    var space: ProjectSpace { files.space }

    init(_ yaml: String = CachedProject.yaml) throws {
        files = try TemporaryProject()
        try files.write(file, yaml, age: 60)
        try files.write("data/in.txt", "one\n", age: 60)
        try space.prepare()
    }

    static let yaml = """
        pipeline: {name: cached, schema: 1}
        parameters: {word: hello}
        stages:
          copy:
            kind: exec
            with:
              command: [cp, "${inputs.a}", "${outputs.out}"]
              environment: [CACHED_VARIABLE]
            inputs: {a: {file: data/in.txt}}
            outputs: {out: out.txt}
          say:
            kind: exec
            with: {command: [/bin/sh, -c, "mkdir parts; cat $0 > parts/${word}", "${inputs.a}"]}
            inputs: {a: copy.out}
            outputs: {parts: {folder: parts}}
        figures:
          fig: {title: A copy, publish: {copy.txt: copy.out, said: say.parts}}
        """

    static func program(size: Int64, version: String = "1") -> ProgramIdentity {
        ProgramIdentity(
            version: version,
            file: FileIdentity(
                size: size, modifiedNanoseconds: 1, changedNanoseconds: 1, inode: 1, device: 1))
    }

    var source: PipelineSource {
        PipelineSource(
            space: space, file: files.path(file), profile: profile, overrides: overrides)
    }

    /// Writes the pipeline anew, so long ago that its times can be trusted.
    func write(_ yaml: String) throws { try files.write(file, yaml, age: 60) }

    func opened() throws -> GraphCache.Answer {
        try GraphCache(source, program: program).pipeline(kinds: StageCatalogue.kinds)
    }

    /// Where the cache has its only file.
    func cacheFile(in folder: String) throws -> String {
        let names = try FileTree.names(in: folder)
        try #require(names.count == 1)
        return "\(folder)/\(names[0])"
    }

    // MARK: Running

    @discardableResult
    func run() async throws -> RunReport {
        let answer = try opened()
        let runner = try PipelineRunner(
            space: space, graph: answer.pipeline.graph, programs: TemporaryProject.programs,
            environment: files.environment, command: "test")
        return try await runner.run(
            RunOptions(targets: targets),
            memo: RunMemo(
                source: source, answer: answer, publishedLines: ["results/default/copy.txt"],
                program: program), interrupts: AsyncStream { $0.finish() }, onEvent: { _ in })
    }

    /// What is known without planning; `nil` when planning has to decide.
    func known() throws -> FreshSummary? {
        try FreshCheck(
            source, targets: targets, environment: files.environment, program: program
        ).summary(command: "test")
    }

    /// Whether planning finds nothing to do, as the slow way decides.
    func plansNothing() throws -> Bool {
        try PipelineReader(
            space: space, graph: opened().pipeline.graph, environment: files.environment
        ).plan(targets: targets).isFresh
    }
}
