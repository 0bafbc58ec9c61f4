import PipelineLanguage
import StageCatalogue
import Testing

/// What a stage takes over from the data manifests that it names.
@Suite struct ManifestParameterTests {
    private let project: ManifestProject

    init() throws { project = try ManifestProject() }

    private static let digest = "8d3ee0d82708df11b54debc6a4fbade77c604a047f019fa7940413032eb7b096"

    private static func pins(of file: String = "b.csv", sha256: String = digest) -> String {
        """
        {"version": 1, "pins": {"d/publisher/\(file)": {"sha256": "\(sha256)", "size": 7,
        "from": "https://b.invalid/b.csv"}}}
        """
    }

    @Test("a fetch takes over what decides about the bytes, and nothing else")
    func decisive() throws {
        let parameter = try project.parameter()
        #expect(
            parameter.value.description == """
                {citation: , dataset: d, description: , licence: L, sources: [\
                {fidelity: original, files: [\
                {name: a.csv, pinned: false, sha256: \(Self.digest), urls: []}, \
                {name: b.csv, pinned: false, urls: [https://b.invalid/b.csv]}], \
                layout: {files: ?.csv, format: {csv: {columns: {at: {inputs: [0], \
                targets: [1]}}}}}, name: publisher}, \
                {fidelity: substitute, files: [{name: c.csv, pinned: false, urls: []}], \
                layout: {files: c.csv, format: {csv: {columns: {at: {inputs: [0], \
                targets: [1]}}}}}, name: copy, note: N}], title: T}
                """)
        #expect(
            parameter.location
                == SourceLocation(file: "data-manifests/d.yaml", line: 1, column: 1))
    }

    @Test(
        "what does not change the bytes does not change the parameter",
        arguments: [
            ("description: D", "description: Other words."), ("citation: C", "citation: Other."),
            ("terms: No copies.", "terms: Copies."), ("terms: No copies.\n", ""),
            ("manual: Ask.", "manual: Ask politely."), ("    manual: Ask.\n", ""),
            ("https://a.invalid/a.csv", "https://c.invalid/x"),
            (
                "urls: [https://a.invalid/a.csv]",
                "urls: [https://a.invalid/a.csv, http://x.invalid]"
            ),
            ("samples: 9", "samples: 10"), ("task: t", "task: u"), ("schema: 1", "schema:   1"),
        ])
    func indecisive(old: String, new: String) throws {
        let before = try project.parameter()
        let text = ManifestProject.manifest.replacing(old, with: new)
        try #require(text != ManifestProject.manifest)
        try project.write(text)
        #expect(try project.parameter().value == before.value)
    }

    @Test(
        "what may change the bytes or how they are read changes the parameter",
        arguments: [
            ("sha256: 8d", "sha256: 8e"), ("https://b.invalid/b.csv", "https://c.invalid/b.csv"),
            ("title: T", "title: U"), ("licence: L", "licence: M"), ("note: N", "note: M"),
            ("name: copy", "name: other"), ("fidelity: original", "fidelity: equivalent"),
            ("name: b.csv", "name: b.csv\n        size: 7"), ("inputs: [0]", "inputs: [2]"),
            ("files: \"?.csv\"", "files: \"*.csv\""),
            ("targets: [1]}", "targets: [1], rows: 9}"),
            ("targets: [1]}", "targets: [1], first: 9}"),
            (
                "files: [{name: c.csv}]",
                "files: [{name: c.csv, archive: {take: [c.csv], maximum_entries: 1, maximum_bytes: 9}}]"
            ),
        ])
    func changed(old: String, new: String) throws {
        let before = try project.parameter()
        let text = ManifestProject.manifest.replacing(old, with: new)
        try #require(text != ManifestProject.manifest)
        try project.write(text)
        #expect(try project.parameter().value != before.value)
    }

    @Test("taking a pin changes the parameter, and its addresses count no longer")
    func pin() throws {
        let before = try project.parameter().value
        try project.writePins(Self.pins())
        let pinned = try project.parameter().value
        #expect(pinned != before)
        #expect(
            pinned.description.contains(
                "{name: b.csv, pinned: true, sha256: \(Self.digest), size: 7, urls: []}"))
        try project.write(
            ManifestProject.manifest.replacing("https://b.invalid/b.csv", with: "https://c.invalid")
        )
        #expect(try project.parameter().value == pinned)
        try project.writePins(Self.pins(sha256: String(repeating: "7", count: 64)))
        #expect(try project.parameter().value != pinned)
    }

    // MARK: Comparison

    private static let comparison = """
          table:
            kind: dataset.comparison
            with: {datasets: [d, e]}
            inputs: {summaries: prepare.summary}
          prepare: {kind: dataset.tabular, inputs: {files: get.files, description: get.description}}

        """ + ManifestProject.fetch

    @Test("a comparison takes over what is stated of each data set, in its order")
    func stated() throws {
        try project.write(
            ManifestProject.manifest.replacing("dataset: d", with: "dataset: e")
                .replacing("terms: No copies.\n", with: "")
                .replacing("files: [{name: c.csv}]", with: "manual: M\n    files: [{name: c.csv}]")
                .replacing("title: T", with: "title: U"), as: "e")
        try project.write(
            ManifestProject.manifest.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("stated:") }.joined(separator: "\n"))
        let parameter = try project.parameter("stated", of: "table", Self.comparison)
        #expect(
            parameter.value.description == """
                [{dataset: d, has_terms: true, needs_hand: false, title: T}, \
                {dataset: e, has_terms: false, needs_hand: true, stated: {architecture: a, \
                inputs: [2], samples: 9, target_rank: 1, targets: 1, task: t}, title: U}]
                """)
    }

    @Test("each manifest is read once, however many stages name it")
    func files() throws {
        try project.write(
            ManifestProject.manifest.replacing("dataset: d", with: "dataset: e"), as: "e")
        #expect(
            try project.load(Self.comparison).files.map(\.path).sorted()
                == ["data-manifests/d.yaml", "data-manifests/e.yaml", "p.yaml"])
    }
}
