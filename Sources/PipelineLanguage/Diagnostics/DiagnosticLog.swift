/// Collects the diagnostics of all steps, each cause once.
package struct DiagnosticLog {
    /// Nobody reads more; the rest is counted, and not even worded, which bounds the work that a
    /// hostile file can cause.
    static let capacity = 100

    private struct Cause: Hashable {
        var mark: Mark?
        var text: String
    }

    private(set) var diagnostics: [Diagnostic] = []
    package private(set) var errorCount = 0
    private(set) var omittedCount = 0
    private var causes: Set<Cause> = []

    package init() {}

    package var hasErrors: Bool { errorCount > 0 }

    /// Adds a diagnostic, unless one at the same place asks for the same thing already: a value
    /// that is wrong for ten stages is one mistake.
    package mutating func report(_ diagnostic: @autoclosure () -> Diagnostic) {
        guard diagnostics.count < Self.capacity else {
            errorCount += 1
            omittedCount += 1
            return
        }
        let diagnostic = diagnostic()
        let cause = Cause(
            mark: diagnostic.place?.mark, text: diagnostic.label ?? diagnostic.message)
        guard causes.insert(cause).inserted else { return }
        if diagnostic.severity == .error { errorCount += 1 }
        diagnostics.append(diagnostic)
    }

    /// Adds a remark that stops nothing; left out where errors fill the log.
    package mutating func warn(_ diagnostic: @autoclosure () -> Diagnostic) {
        guard diagnostics.count < Self.capacity else { return }
        report(diagnostic())
    }

    /// Everything reported so far, sorted by file and position; the command line's come first.
    package func finished(sources: SourceMap) -> PipelineDiagnostics {
        let sorted = diagnostics.enumerated().sorted { left, right in
            switch (left.element.place?.mark, right.element.place?.mark) {
            case (nil, nil): left.offset < right.offset
            case (nil, _): true
            case (_, nil): false
            case (let one?, let other?): (one, left.offset) < (other, right.offset)
            }
        }
        return PipelineDiagnostics(
            diagnostics: sorted.map(\.element), omittedCount: omittedCount, sources: sources)
    }
}

/// What is wrong with a pipeline: all of it at once.
package struct PipelineDiagnostics: Error, Sendable {
    /// Sorted by file and position.
    package var diagnostics: [Diagnostic]
    /// Further errors that were counted but not kept.
    package var omittedCount: Int
    package var sources: SourceMap

    package init(diagnostics: [Diagnostic], omittedCount: Int, sources: SourceMap) {
        self.diagnostics = diagnostics
        self.omittedCount = omittedCount
        self.sources = sources
    }

    /// Where a diagnostic points; `nil` for the command line.
    package func location(of diagnostic: Diagnostic) -> SourceLocation? {
        diagnostic.place.map { sources.location(of: $0.mark) }
    }
}
