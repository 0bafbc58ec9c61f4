import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct DocumentTests {
    /// The root node of a text; `nil` when it is refused.
    private func document(_ text: String) -> Node? {
        var sources = SourceMap()
        let file = sources.add(SourceFile(path: "p", bytes: Array(text.utf8)))
        var budget = Document.maximumNodeCount
        var log = DiagnosticLog()
        return Document(of: file, in: sources, nodeBudget: &budget, log: &log)?.root
    }

    private func root(_ text: String) throws -> Node { try #require(document(text)) }

    private func position(_ mark: Mark) -> String { "\(mark.line):\(mark.column)" }

    @Test("keys and values know their line and their column in Unicode scalars")
    func positions() throws {
        let text: MarkedText = """
            # é漢
            1️⃣é漢: 2️⃣value
            3️⃣list:
              4️⃣- {5️⃣a: 6️⃣"x", 7️⃣b: 8️⃣[]}
            """
        guard case .mapping(let fields) = try root(text.text).content,
            case .sequence(let items) = fields[1].value.content,
            case .mapping(let inner) = items[0].content
        else {
            Issue.record("the text has another shape")
            return
        }
        #expect(position(fields[0].key.mark) == text[1])
        #expect(position(fields[0].value.mark) == text[2])
        #expect(position(fields[1].key.mark) == text[3])
        #expect(position(fields[1].value.mark) == text[4])
        #expect(position(inner[0].key.mark) == text[5])
        #expect(position(inner[0].value.mark) == text[6])
        #expect(position(inner[1].key.mark) == text[7])
        #expect(position(inner[1].value.mark) == text[8])
    }

    @Test("scalars keep their text and say how they were written")
    func styles() throws {
        let text = """
            - 1e-3
            - no
            - '~'
            - "a\\tb"
            - |
              block
              text
            - ~
            -
            """
        guard case .sequence(let items) = try root(text).content else {
            Issue.record("the text has another shape")
            return
        }
        let scalars = items.compactMap { item -> Scalar? in
            if case .scalar(let scalar) = item.content { return scalar }
            return nil
        }
        #expect(scalars.map(\.text) == ["1e-3", "no", "~", "a\tb", "block\ntext\n", "~", ""])
        #expect(
            scalars.map(\.style) == [.plain, .plain, .quoted, .quoted, .block, .plain, .plain])
        #expect(
            scalars.map(\.isNothing) == [false, false, false, false, false, true, true])
    }

    @Test("an alias stands for the anchored value, at the anchor's place")
    func aliases() throws {
        let text: MarkedText = "a: &x [1️⃣1, 2]\nb: *x\n"
        guard case .mapping(let fields) = try root(text.text).content,
            case .sequence(let items) = fields[1].value.content
        else {
            Issue.record("the text has another shape")
            return
        }
        #expect(items.count == 2)
        #expect(position(items[0].mark) == text[1])
    }

    @Test("nesting up to the limit passes, aliases included")
    func depth() throws {
        let brackets = { (count: Int) in
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(document(brackets(Document.maximumDepth)) != nil)
        #expect(document(brackets(Document.maximumDepth + 1)) == nil)
        // Two levels around the alias.
        #expect(document("[&x \(brackets(Document.maximumDepth - 2)), [*x]]") != nil)
        #expect(document("[&x \(brackets(Document.maximumDepth - 1)), [*x]]") == nil)
    }

    @Test("a repeated key is found in small and in large mappings", arguments: [2, 15, 16, 17, 40])
    func repeatedKeys(count: Int) throws {
        for repeated in 0..<count {
            let keys = (0..<count).map { "k\($0): \($0)\n" } + ["k\(repeated): again\n"]
            var sources = SourceMap()
            let file = sources.add(SourceFile(path: "p", bytes: Array(keys.joined().utf8)))
            var budget = Document.maximumNodeCount
            var log = DiagnosticLog()
            let document = Document(of: file, in: sources, nodeBudget: &budget, log: &log)
            let problem = try #require(log.diagnostics.first)
            #expect(problem.message == "the key 'k\(repeated)' is written twice")
            #expect(problem.related.map(\.place.mark.line) == [UInt32(repeated + 1)])
            let fields = try #require(document?.root.fields(of: "the text", log: &log))
            #expect(fields.count == count)
        }
    }
}
