package import PipelineLanguage

/// Pipelines as they were compiled last, below `cache/graphs/`.
///
/// An entry is for one file, profile, list of overrides and build of this program, and holds as long
/// as every file that was read is the same: nothing in it is ever a guess.
package struct GraphCache: Sendable {
    private static let question = "graph"

    private let source: PipelineSource
    private let program: ProgramIdentity?

    package init(_ source: PipelineSource) {
        self.init(source, program: ProgramIdentity.current())
    }

    init(_ source: PipelineSource, program: ProgramIdentity?) {
        self.source = source
        self.program = program
    }

    /// A pipeline together with how it was come by.
    package struct Answer: Sendable {
        package let pipeline: CompiledPipeline
        /// Whether the cache has it.
        package let isKept: Bool
        /// `nil` when the files changed while they were read.
        let trail: SourceTrail?
    }

    /// The compiled pipeline, from the cache where that holds.
    ///
    /// - Throws: all that is wrong with the pipeline.
    package func pipeline(kinds: [StageKind]) throws(PipelineDiagnostics) -> Answer {
        if let known = remembered() { return known }
        let loaded = try PipelineLoader.load(
            file: source.file, projectRoot: source.space.root, profile: source.profile,
            overrides: source.overrides.map { ($0.name, $0.value) }, kinds: kinds)
        let pipeline = CompiledPipeline(loaded)
        let trail = SourceTrail(of: loaded, in: source.space)
        return Answer(pipeline: pipeline, isKept: keep(pipeline, trail), trail: trail)
    }

    /// Keeps what could not be kept when it was loaded, as the project had no cache yet.
    func keep(_ answer: Answer) {
        if !answer.isKept { _ = keep(answer.pipeline, answer.trail) }
    }

    /// - Returns: whether it is in the cache now.
    private func keep(_ pipeline: CompiledPipeline, _ trail: SourceTrail?) -> Bool {
        guard let trail, let file = cacheFile, file.canBeWritten else { return false }
        var writer = CompactWriter()
        trail.encode(into: &writer)
        GraphWriter.write(pipeline, to: &writer)
        return file.write(writer.bytes)
    }

    func remembered() -> Answer? {
        guard var reader = cacheFile?.read(),
            let trail = try? SourceTrail(from: &reader), trail.holds(in: source.space),
            let pipeline = try? GraphReader.read(&reader)
        else { return nil }
        return Answer(pipeline: pipeline, isKept: true, trail: trail)
    }

    private var cacheFile: CacheFile? {
        guard let program, let key = source.key(Self.question, program: program) else {
            return nil
        }
        return CacheFile(folder: source.space.graphCacheFolder, key: key)
    }
}
