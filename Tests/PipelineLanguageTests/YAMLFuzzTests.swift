import TestSupport
import Testing

@testable import PipelineLanguage

@Suite struct YAMLFuzzTests {
    private static let words = [
        "{", "}", "[", "]", ": ", ", ", "\"", "'", "\n", "- ", "? ", "&a ", "*base", "!!x ", "<<: ",
        "|", ">", "#", "---\n", "...\n", "~", "%YAML 1.2\n", "\t", "\u{0}", "\u{FEFF}", "é", "😀",
    ]

    private static func isRead(_ bytes: [UInt8]) -> Bool {
        var sources = SourceMap()
        var log = DiagnosticLog()
        var budget = Document.maximumNodeCount
        let file = sources.add(SourceFile(path: "p.yaml", bytes: bytes))
        let document = Document(of: file, in: sources, nodeBudget: &budget, log: &log)
        return document != nil && log.errorCount == 0
    }

    @Test("damaged YAML crashes nothing and takes no time")
    func damaged() throws {
        let inputs = try FuzzInputs(
            corpus: "yaml", words: Self.words, count: FuzzInputs.count(short: 3000))
        var tally = FuzzTally()
        for bytes in inputs {
            tally.note { Self.isRead(bytes) }
        }
        print(tally.summary(of: "YAML"))
        // Both ways through the reader were taken, and no input held it up.
        #expect(tally.refused > 0 && tally.refused < tally.inputs)
        #expect(tally.slowest < .seconds(10))
    }
}
