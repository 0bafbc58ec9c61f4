import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct SourceFileTests {
    /// The diagnostics of a project whose root file has these bytes.
    private func diagnostics(of bytes: [UInt8]) throws -> String {
        let project = try TemporaryProject()
        try project.write(bytes, to: "p.yaml")
        return diagnostics(of: "p.yaml", in: project)
    }

    private func diagnostics(of file: String, in project: TemporaryProject) -> String {
        do {
            return try PipelineLoader.load(
                file: project.path(file), projectRoot: project.path, kinds: Fixtures.kinds
            ).warnings.rendered()
        } catch {
            return error.rendered().replacing(project.path, with: "ROOT")
        }
    }

    @Test("the first byte that is not UTF-8 is named with its column in characters")
    func invalidUTF8() throws {
        let text = Array("# ok\n# é ".utf8) + [0xFF] + Array(" é\n".utf8)
        #expect(
            try diagnostics(of: text) == """
                p.yaml:2:5: error: the file is not UTF-8: byte 0xFF
                    2 | # é \u{FFFD} é
                      |     ^ save the file as UTF-8

                """)
    }

    @Test(
        "overlong, surrogate, cut and too large sequences are not UTF-8",
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xE2, 0x82], [0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func malformedSequences(bytes: [UInt8]) {
        let file = SourceFile(path: "p", bytes: Array("a".utf8) + bytes)
        #expect(file.firstTextProblem()?.problem == .invalidUTF8(byte: bytes[0]))
        #expect(file.firstTextProblem()?.offset == 1)
    }

    @Test("text of every width passes")
    func validText() {
        let file = SourceFile(path: "p", bytes: Array("a\t é – 漢 😀\r\n".utf8))
        #expect(file.firstTextProblem() == nil)
    }

    @Test(
        "control characters, and line breaks that no editor shows, are refused",
        arguments: ["\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}"])
    func forbiddenCharacters(text: String) throws {
        let scalar = try #require(text.unicodeScalars.first)
        let file = SourceFile(path: "p", bytes: Array("ab\(text)".utf8))
        #expect(file.firstTextProblem()?.problem == .forbiddenCharacter(scalar))
        #expect(file.firstTextProblem()?.offset == 2)
    }

    @Test("a byte order mark is skipped, and columns count from after it")
    func byteOrderMark() throws {
        let text = [0xEF, 0xBB, 0xBF] + Array("pipelin: {}\n".utf8)
        #expect(
            try diagnostics(of: text) == """
                p.yaml:1:1: error: the file 'p.yaml' has no key 'pipelin'
                    1 | pipelin: {}
                      | ^~~~~~~ did you mean 'pipeline'?

                """)
    }

    @Test("a file over the limit is refused unread")
    func tooLarge() throws {
        #expect(
            try diagnostics(of: [UInt8](repeating: 0x23, count: SourceFile.maximumByteCount + 1))
                == """
                error: the pipeline file 'ROOT/p.yaml' is too large
                      = expected at most 32 MiB

                """)
    }

    @Test("a file that is missing, no file, or outside the project is refused")
    func unreadable() throws {
        let project = try TemporaryProject()
        let other = try TemporaryProject()
        try other.write("a: b\n", to: "p.yaml")
        #expect(
            diagnostics(of: "none.yaml", in: project) == """
                error: the pipeline file 'ROOT/none.yaml' does not exist
                      = name the pipeline's file with -f

                """)
        #expect(
            diagnostics(of: ".", in: project) == """
                error: the pipeline file 'ROOT/.' is not a regular file
                      = expected a YAML file

                """)
        try project.link("link.yaml", to: other.path("p.yaml"))
        #expect(
            diagnostics(of: "link.yaml", in: project) == """
                error: the pipeline file 'ROOT/link.yaml' is outside the project
                      = expected a file below ROOT

                """)
    }

    @Test("a project folder that is missing is refused")
    func missingProject() {
        #expect(throws: PipelineDiagnostics.self) {
            try PipelineLoader.load(file: "p.yaml", projectRoot: "/no/such/folder", kinds: [])
        }
    }

    @Test("lines end with \\n, \\r\\n or \\r, and excerpts hold their part of a line")
    func lines() {
        let file = SourceFile(path: "p", bytes: Array("a\r\nbécd\re\n".utf8))
        let starts = file.lineStarts()
        #expect(starts == [0, 3, 9, 11])
        let excerpt = file.excerpt(line: 2, column: 3, starts: starts, reach: 1)
        #expect(excerpt.scalars == ["é", "c"])
        #expect(excerpt.firstColumn == 2)
        #expect(excerpt.isCutShort)
        #expect(!file.excerpt(line: 2, column: 4, starts: starts, reach: 2).isCutShort)
    }
}
