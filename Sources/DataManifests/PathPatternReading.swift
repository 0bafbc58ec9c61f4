internal import PipelineLanguage

extension PathPattern {
    /// Reads a path or pattern; what is wrong with it is reported.
    ///
    /// - Parameter owner: what it is, as in `a path in an archive`.
    init?(_ node: Node, of owner: String, log: inout DiagnosticLog) {
        guard let word = node.word(of: owner, log: &log) else { return nil }
        do throws(PatternProblem) {
            try self.init(word.text)
        } catch {
            log.report(.badPattern(owner, word, error))
            return nil
        }
    }
}

extension PatternProblem {
    /// What it should be like instead, for the caret's label.
    fileprivate var remedy: String {
        switch self {
        case .path(.empty): "expected a relative path that names a file"
        case .path(.absolute): "expected a relative path, without a leading '/'"
        case .path(.leaves): "expected a path without '..'"
        case .path(.tooLong): "expected at most \(ProjectPath.maximumByteCount) bytes"
        case .path(.forbiddenCharacter): "expected a path without control characters"
        case .doubleStar: "expected '**' as a whole component, as in '**/*.csv'"
        }
    }
}

extension Diagnostic {
    fileprivate static func badPattern(
        _ owner: String, _ word: Name, _ problem: PatternProblem
    ) -> Self {
        Self("\(owner) is \(quoted(word.text))", at: word.place, label: problem.remedy)
    }
}
