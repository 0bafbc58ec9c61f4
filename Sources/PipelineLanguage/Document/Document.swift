/// One YAML file as located nodes.
///
/// Only what the pipeline format needs of YAML gets through: one document, scalar keys, no tags, no
/// merge keys, and aliases that cannot make it grow without bounds.
package struct Document: Sendable {
    /// Deeper files are refused; every reader of nodes may recurse without further ado.
    static let maximumDepth = 64
    /// Values of a pipeline (all files together), aliases counted as what they stand for.
    package static let maximumNodeCount = 2_500_000

    /// Index of the file in its `SourceMap`.
    let file: Int
    package let root: Node

    /// Reads the file with index `file` of `sources`.
    ///
    /// What goes wrong is reported to `log`; `nil` when there is nothing to go on with. Repaired
    /// problems (a duplicate key, a tag) leave a document in which they say nothing more.
    ///
    /// - Parameter nodeBudget: values that the pipeline's files may still have; reduced by this
    ///   file's.
    package init?(
        of file: Int, in sources: SourceMap, advice: DocumentAdvice = .pipeline,
        nodeBudget: inout Int, log: inout DiagnosticLog
    ) {
        let source = sources.files[file]
        if let found = source.firstTextProblem() {
            let position = source.position(ofByteAt: found.offset)
            let mark = Mark(file: file, line: position.line, column: position.column)
            log.report(.unreadableText(found.problem, at: mark))
            return nil
        }
        var builder = DocumentBuilder(
            file: file, advice: advice, nodeBudget: nodeBudget, log: log)
        do throws(YAMLSyntaxError) {
            try YAMLEvents.read(source.bytes[source.textStart...]) { builder.append($0) }
        } catch {
            builder.fail(.syntaxError(error, file: file, sources: sources))
        }
        let root = builder.finish()
        nodeBudget = builder.nodeBudget
        log = builder.log
        guard let root else { return nil }
        self.file = file
        self.root = root
    }
}
