extension Diagnostic {
    /// libyaml's complaint in plain words, at the place where the reader has to act.
    static func syntaxError(_ error: YAMLSyntaxError, file: Int, sources: SourceMap) -> Self {
        let mark = Mark(file: file, line: error.position.line, column: error.position.column)
        let source = sources.files[file]
        let excerpt = source.excerpt(
            line: error.position.line, column: error.position.column,
            starts: source.lineStarts(), reach: 200)
        let index = error.position.column - excerpt.firstColumn
        let line = excerpt.scalars
        let character = line.indices.contains(index) ? line[index] : nil
        if character == "{", index > 0, line[index - 1] == "$" {
            return unquotedReference(in: line, from: index - 1, mark: mark)
        }
        if character == "\t" { return tab(at: mark) }
        if character == ":", error.problem == SyntaxWording.strayColon,
            !line[..<index].contains(":")
        {
            return notContinued(at: mark)
        }
        let opening = Mark(
            file: file, line: error.contextPosition.line, column: error.contextPosition.column)
        return worded(error, at: mark, opening: opening, character: character)
    }

    /// `{a: ${b}}`: braces end a plain scalar inside braces, so YAML wants quotes there.
    ///
    /// - Parameter mark: of the brace; the dollar before it is at `start` of `line`.
    private static func unquotedReference(
        in line: [Unicode.Scalar], from start: Int, mark: Mark
    ) -> Self {
        let end = line[start...].firstIndex(of: "}") ?? line.count - 1
        let reference = String(String.UnicodeScalarView(line[start...end]))
        let place = Place(
            Mark(file: Int(mark.file), line: Int(mark.line), column: Int(mark.column) - 1),
            length: end - start + 1)
        return Self(
            "\(quoted(reference)) needs quotes inside { } and [ ]", at: place,
            label: "write \"\(reference)\", here and wherever the line has more of them")
    }

    /// The line's first key would continue a text that began above: `kind:train.mlp`, and one on the next
    /// line, or one that is indented further than those above it.
    private static func notContinued(at mark: Mark) -> Self {
        Self(
            "a key is not allowed here", at: Place(mark),
            label: "the line above lacks a space behind its ':', or this one is indented too far")
    }

    private static func tab(at mark: Mark) -> Self {
        Self(
            "a tab is used as indentation", at: Place(mark),
            label: "indent with spaces, here and on the lines below")
    }

    private static func worded(
        _ error: YAMLSyntaxError, at mark: Mark, opening: Mark, character: Unicode.Scalar?
    ) -> Self {
        if error.problem == "found unexpected end of stream",
            error.context == "while scanning a quoted scalar"
        {
            return Self("this quote is never closed", at: Place(opening), label: "close it")
        }
        if error.problem == "found character that cannot start any token" {
            let shown = character.map { quoted(String($0)) } ?? "this character"
            return Self(
                "a value can't start with \(shown)", at: Place(mark), label: "quote the text")
        }
        guard let wording = SyntaxWording.byProblem[error.problem] else {
            return Self(
                "the YAML is malformed: \(error.problem)", at: Place(mark),
                label: error.context.map { "\($0) from line \(opening.line)" })
        }
        return Self(
            wording.message, at: Place(wording.isAtOpening ? opening : mark),
            label: wording.remedy,
            related: wording.opened.map {
                [Related("\($0) starts here", at: Place(opening))]
            } ?? [])
    }
}

/// How one of libyaml's complaints is put into plain words.
private struct SyntaxWording {
    var message: String
    var remedy: String
    /// What libyaml was reading, if it helps to see where that starts.
    var opened: String?
    /// Whether the reader has to act where that starts, not where libyaml noticed.
    var isAtOpening = false

    static let strayColon = "mapping values are not allowed in this context"

    static let byProblem: [String: SyntaxWording] = [
        strayColon: SyntaxWording(
            message: "a ':' is not allowed here",
            remedy: "quote the text that contains it, or start a new line for this key"),
        "did not find expected key": SyntaxWording(
            message: "expected a key of the mapping here",
            remedy: "check the indentation, and for text after a closing quote",
            opened: "the mapping"),
        "did not find expected '-' indicator": SyntaxWording(
            message: "expected '- ' and the next item of the list here",
            remedy: "check the indentation", opened: "the list"),
        "did not find expected ',' or ']'": SyntaxWording(
            message: "the list is not continued by ',' and not closed by ']'",
            remedy: "expected ',' or ']'", opened: "the list"),
        "did not find expected ',' or '}'": SyntaxWording(
            message: "the mapping is not continued by ',' and not closed by '}'",
            remedy: "expected ',' or '}'", opened: "the mapping"),
        "block sequence entries are not allowed in this context": SyntaxWording(
            message: "a list can't start here",
            remedy: "start it on a line of its own, or write it as [a, b]"),
        "could not find expected ':'": SyntaxWording(
            message: "the key that starts here has no ':'",
            remedy: "expected 'key: value' on one line", isAtOpening: true),
        "found unknown escape character": SyntaxWording(
            message: "there is no such escape in double quotes",
            remedy: "write \\\\ for a backslash, or use single quotes"),
    ]
}
