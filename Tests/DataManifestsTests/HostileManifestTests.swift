import PipelineLanguage
import TestSupport
import Testing

@testable import DataManifests

/// Files made to exhaust or mislead the reader, and what an editor may leave behind.
///
/// Each is refused in milliseconds in release builds; a debug build gets 30 s of the processor.
@Suite(.serialized) struct HostileManifestTests {
    private static let secondsLimit = 30.0

    private func bounded(_ bytes: [UInt8]) throws -> String {
        let project = try TemporaryProject()
        try project.write(bytes, to: "data-manifests/d.yaml")
        let (output, seconds) = processorSeconds {
            ManifestFixture.diagnostics(of: "d", in: project)
        }
        #expect(seconds < Self.secondsLimit)
        #expect(output.utf8.count < 100_000)
        return output
    }

    private func bounded(_ text: String) throws -> String { try bounded(Array(text.utf8)) }

    @Test("a huge file is refused")
    func huge() throws {
        #expect(
            try bounded([UInt8](repeating: 0x20, count: 1 << 20 + 1)) == """
                error: the manifest 'data-manifests/d.yaml' is too large
                      = expected at most 1 MiB

                """)
    }

    @Test("bytes that are no text are refused")
    func binary() throws {
        #expect(
            try bounded([0x64, 0x3A, 0x20, 0xFF, 0x0A]) == """
                data-manifests/d.yaml:1:4: error: the file is not UTF-8: byte 0xFF
                    1 | d: \u{FFFD}
                      |    ^ save the file as UTF-8

                """)
    }

    @Test("an empty file says what it lacks", arguments: ["", "# nothing\n", "~\n"])
    func empty(text: String) throws {
        #expect(
            try bounded(text).hasPrefix(
                "data-manifests/d.yaml:1:1: error: the file holds nothing\n"))
        #expect(try bounded(text).hasSuffix(" ^ expected keys such as 'dataset:'\n"))
    }

    @Test("a second document is refused")
    func secondDocument() throws {
        #expect(
            try bounded("a: b\n---\nc: d\n") == """
                data-manifests/d.yaml:2:1: error: a second YAML document starts here
                    2 | ---
                      | ^~~ expected one document in a file: move this to a file of its own

                """)
    }

    @Test("merge keys and tags are refused with what to do instead")
    func mergeKey() throws {
        #expect(
            try bounded(ManifestFixture.manifest() + "<<: {a: b}\nterms: !!str x\n") == """
                data-manifests/d.yaml:12:1: error: merge keys are not allowed
                   12 | <<: {a: b}
                      | ^~ write the keys out
                data-manifests/d.yaml:13:8: error: the tag '!!str' is not allowed
                   13 | terms: !!str x
                      |        ^ remove it: the type of a value follows from where it stands

                """)
    }

    @Test("malformed YAML is refused where it is wrong")
    func malformed() throws {
        #expect(
            try bounded("dataset: d\ntitle: a: b\n") == """
                data-manifests/d.yaml:2:9: error: a ':' is not allowed here
                    2 | title: a: b
                      |         ^ quote the text that contains it, or start a new line for this key

                """)
    }

    @Test("deep nesting is refused")
    func deep() throws {
        let text = "a:\n " + String(repeating: "[", count: 100_000)
        #expect(try bounded(text).contains("error: the nesting is deeper than 64 levels\n"))
    }

    @Test("an alias bomb is refused where it goes off")
    func aliasBomb() throws {
        let levels = (1..<12).map { level in
            "a\(level): &a\(level) ["
                + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + levels.joined()
        let output = try bounded(bomb)
        #expect(
            output.contains("error: the manifest has more than 2500000 values, aliases expanded\n"))
        #expect(output.hasSuffix(" ^ use fewer aliases\n"))
    }

    @Test("many wide ranges of columns cost no more than their number")
    func ranges() throws {
        let ranges = String(repeating: "0-99999, ", count: 50_000)
        let output = try bounded(
            ManifestFixture.manifest(
                layout: "{format: csv, files: x.csv, header: false, inputs: [\(ranges)],"
                    + " targets: [1]}"))
        #expect(output.contains("error: column 0 is named twice\n"))
        #expect(output.hasSuffix("more errors not shown\n      = fix the ones above first\n"))
    }

    @Test("many sources through aliases cost no more than their number")
    func sources() throws {
        let source =
            "&s {name: s, fidelity: original, files: [{name: x.csv}], layout: "
            + ManifestFixture.layout + "}"
        let aliases = String(repeating: ", *s", count: 20_000)
        let output = try bounded(ManifestFixture.header + "sources: [\(source)\(aliases)]\n")
        #expect(output.contains("error: the source 's' is named twice\n"))
    }

    @Test("text that could steer a terminal is escaped")
    func escapes() throws {
        let output = try bounded(
            ManifestFixture.manifest(fidelity: #""\e[31moriginal""#))
        #expect(
            output == #"""
                data-manifests/d.yaml:9:15: error: 'fidelity' is '\u{1B}[31moriginal'
                    9 |     fidelity: "\e[31moriginal"
                      |               ^~~~~~~~~~~~~ expected one of: original, equivalent, substitute

                """#)
    }
}
