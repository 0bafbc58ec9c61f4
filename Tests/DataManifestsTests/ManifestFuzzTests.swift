import PipelineLanguage
import TestSupport
import Testing

@testable import DataManifests

@Suite struct ManifestFuzzTests {
    private static let words = [
        "{", "}", "[", "]", ": ", ", ", "\"", "\n", "- ", "*", "**", "/", "..", "1e999", "-1", "0x", "null",
        "archive:\n", "urls: []", "sha256: ", "bytes: 9223372036854775807", "fidelity: original",
    ]

    private static func isRead(_ bytes: [UInt8]) -> Bool {
        var sources = SourceMap()
        var log = DiagnosticLog()
        var budget = Document.maximumNodeCount
        let file = sources.add(SourceFile(path: "data-manifests/hopper.yaml", bytes: bytes))
        guard
            let document = Document(
                of: file, in: sources, advice: .dataManifest, nodeBudget: &budget, log: &log)
        else { return false }
        let manifest = DataManifest(
            document.root, named: "hopper", path: "data-manifests/hopper.yaml", log: &log)
        return manifest != nil && log.errorCount == 0
    }

    @Test("damaged manifests crash nothing and take no time")
    func damaged() throws {
        let inputs = try FuzzInputs(
            corpus: "manifest", words: Self.words, count: FuzzInputs.count(short: 2000))
        var tally = FuzzTally()
        for bytes in inputs {
            tally.note { Self.isRead(bytes) }
        }
        print(tally.summary(of: "data manifest"))
        // Both ways through the reader were taken, and no input held it up.
        #expect(tally.refused > 0 && tally.refused < tally.inputs)
        #expect(tally.slowest < .seconds(10))
    }
}
