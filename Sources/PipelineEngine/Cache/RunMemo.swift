/// What a run has to know in order to leave a stamp for the next one.
package struct RunMemo: Sendable {
    package var source: PipelineSource
    package var answer: GraphCache.Answer
    /// Lines about the figures that were asked for, to be shown again when there is nothing to do.
    package var publishedLines: [String]
    let program: ProgramIdentity?

    package init(source: PipelineSource, answer: GraphCache.Answer, publishedLines: [String]) {
        self.init(
            source: source, answer: answer, publishedLines: publishedLines,
            program: ProgramIdentity.current())
    }

    init(
        source: PipelineSource, answer: GraphCache.Answer, publishedLines: [String],
        program: ProgramIdentity?
    ) {
        self.source = source
        self.answer = answer
        self.publishedLines = publishedLines
        self.program = program
    }
}
