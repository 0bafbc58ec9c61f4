import PipelineLanguage
import TestSupport
import Testing

@testable import DataManifests

/// Finding manifests, and what is read from right ones.
@Suite struct ManifestReaderTests {
    private let project: TemporaryProject

    init() throws { project = try TemporaryProject() }

    @Test("an unknown dataset is refused with the nearest one")
    func unknown() throws {
        try project.write(ManifestFixture.manifest(), to: "data-manifests/sgemm.yaml")
        #expect(
            ManifestFixture.diagnostics(of: "sgem", in: project) == """
                error: no dataset is named 'sgem'
                      = did you mean 'sgemm'?

                """)
    }

    @Test("a project without manifests says so")
    func noManifests() {
        #expect(
            ManifestFixture.diagnostics(of: "sgemm", in: project) == """
                error: no dataset is named 'sgemm'
                      = the project has no manifests in 'data-manifests/'

                """)
    }

    @Test(
        "a name that leads elsewhere names no dataset", arguments: ["../d", "/d", "a/b", ".", ""])
    func escapingName(name: String) throws {
        try project.write(ManifestFixture.manifest(), to: "d.yaml")
        try project.write(ManifestFixture.manifest(), to: "data-manifests/sgemm.yaml")
        #expect(
            ManifestFixture.diagnostics(of: name, in: project) == """
                error: no dataset is named '\(name)'
                      = expected one of: sgemm

                """)
    }

    @Test("where a pipeline asks for a dataset, the diagnostic points there")
    func place() throws {
        let folder = try #require(ProjectFolder(project.path))
        var sources = SourceMap()
        var log = DiagnosticLog()
        let bytes = Array("with: {dataset: sgem}\n".utf8)
        let file = sources.add(SourceFile(path: "p.yaml", bytes: bytes))
        try project.write(ManifestFixture.manifest(), to: "data-manifests/sgemm.yaml")
        let place = Place(Mark(file: file, line: 1, column: 17), length: 4)
        let manifest = ManifestReader.read(
            "sgem", at: place, project: folder, sources: &sources, log: &log)
        #expect(manifest == nil)
        #expect(
            log.finished(sources: sources).rendered() == """
                p.yaml:1:17: error: no dataset is named 'sgem'
                    1 | with: {dataset: sgem}
                      |                 ^~~~ did you mean 'sgemm'?

                """)
    }

    @Test("problems that a log has already make no manifest wrong")
    func earlierProblems() throws {
        let folder = try #require(ProjectFolder(project.path))
        var sources = SourceMap()
        var log = DiagnosticLog()
        log.report(Diagnostic("something else", at: nil))
        try project.write(ManifestFixture.manifest(), to: "data-manifests/d.yaml")
        let manifest = ManifestReader.read("d", project: folder, sources: &sources, log: &log)
        #expect(manifest?.dataset == "d")
        #expect(sources.files.map(\.path) == ["data-manifests/d.yaml"])
    }

    @Test("a link out of the project is not followed")
    func link() throws {
        let outside = try TemporaryProject()
        try outside.write(ManifestFixture.manifest(), to: "d.yaml")
        try project.write("", to: "data-manifests/keep")
        try project.link("data-manifests/d.yaml", to: outside.path("d.yaml"))
        #expect(
            ManifestFixture.diagnostics(of: "d", in: project) == """
                error: the manifest 'data-manifests/d.yaml' is outside the project: a symbolic link leads there
                      = expected a file inside the project

                """)
    }

    @Test("a folder is no manifest")
    func folder() throws {
        try project.write("", to: "data-manifests/d.yaml/x")
        #expect(
            ManifestFixture.diagnostics(of: "d", in: project) == """
                error: the manifest 'data-manifests/d.yaml' is not a regular file
                      = expected a YAML file

                """)
    }

    @Test("a project that is not there is refused")
    func noProject() {
        #expect(throws: PipelineDiagnostics.self) {
            try ManifestReader.load("d", projectRoot: project.path("missing"))
        }
        #expect(ManifestReader.names(projectRoot: project.path("missing")) == [])
    }

    @Test("the names of manifests are sorted, and other files are none")
    func names() throws {
        for file in ["b.yaml", "a.yaml", "pins.json", ".yaml", ".c.yaml", "d e.yaml", "e.yml"] {
            try project.write("", to: "data-manifests/" + file)
        }
        #expect(ManifestReader.names(projectRoot: project.path) == ["a", "b"])
    }

    @Test("everything that can be said is read")
    func complete() throws {
        let digest = String(repeating: "0a", count: 32)
        let manifest = try ManifestFixture.load(
            ManifestFixture.header + """
                terms: |
                  one

                  two
                stated: {samples: 1e3, inputs: [2, 3], targets: 4, target_rank: 1, task: t, architecture: a}
                sources:
                  - name: s
                    fidelity: substitute
                    note: n
                    licence: l
                    manual: m
                    files:
                      - name: x.zip
                        urls: ["https://a.org:8/x?y=%20#z", http://b.org, file:///c]
                        size: 12
                        sha256: \(digest)
                        archive: {take: [./a/x.csv, "b/**/?"], strip: 1, maximum_entries: 2, maximum_bytes: 40e6}
                    layout: {format: csv, files: x.csv, header: true, inputs: ["0", a b], targets: [c], rows: 9, columns: 3, first: 5}

                """)
        #expect(manifest.terms == "one\n\ntwo")
        #expect(
            manifest.stated
                == StatedFacts(
                    samples: 1000, inputs: [2, 3], targets: 4, targetRank: 1, task: "t",
                    architecture: "a"))
        let archive = ArchiveExtraction(
            take: [try PathPattern("a/x.csv"), try PathPattern("b/**/?")], strip: 1,
            maximumEntries: 2, maximumBytes: 40_000_000)
        let file = DataFile(
            name: "x.zip", urls: ["https://a.org:8/x?y=%20#z", "http://b.org", "file:///c"],
            size: 12, sha256: digest, isPinned: false, archive: archive)
        let layout = DataLayout(
            files: try PathPattern("x.csv"),
            format: .csv(columns: .named(inputs: ["0", "a b"], targets: ["c"])), rows: 9,
            columns: 3, first: 5, image: nil)
        #expect(
            manifest.sources == [
                DataSource(
                    name: "s", fidelity: .substitute, note: "n", licence: "l", manual: "m",
                    files: [file], layout: layout)
            ])
    }

    @Test(
        "every format is read",
        arguments: [
            (
                "csv, header: false, inputs: [0-2, 4], targets: [3]",
                DataFormat.csv(columns: .at(inputs: [0, 1, 2, 4], targets: [3]))
            ),
            ("npy, inputs: [1], targets: [0-0], columns: 2", .npy(inputs: [1], targets: [0])),
            (
                "npz, inputs: x, targets: {array: y}, image: [1, 2, 3]",
                .npz(
                    inputs: ArraySelection(array: "x", columns: nil, columnCount: nil),
                    targets: ArraySelection(array: "y", columns: nil, columnCount: nil))
            ),
            (
                "hdf5, inputs: g/x, targets: {array: y, columns: [0, 10], of: 28}",
                .hdf5(
                    inputs: ArraySelection(array: "g/x", columns: nil, columnCount: nil),
                    targets: ArraySelection(array: "y", columns: [0, 10], columnCount: 28))
            ),
            (
                "parquet, inputs: [a, b], targets: [c]",
                .parquet(inputs: ["a", "b"], targets: ["c"])
            ),
            (
                "jpeg, targets: {file_name: leading_integer}, image: [1, 2, 3]",
                .jpeg(targets: .leadingInteger)
            ),
        ])
    func formats(written: String, format: DataFormat) throws {
        let text = ManifestFixture.manifest(layout: "{files: x.csv, format: \(written)}")
        let manifest = try ManifestFixture.load(text)
        #expect(manifest.sources[0].layout.format == format)
        #expect(written.hasPrefix(format.name))
        #expect(try DataManifest(json: manifest.json()) == manifest)
    }

    @Test("sources may stand in order of fidelity, and equals beside each other")
    func order() throws {
        let more = ["original", "equivalent", "equivalent", "substitute"].enumerated().map {
            "  - {name: t\($0), fidelity: \($1), note: n, files: [{name: x.csv}],"
                + " layout: \(ManifestFixture.layout)}\n"
        }
        let manifest = try ManifestFixture.load(ManifestFixture.manifest(more: more.joined()))
        #expect(manifest.sources.map(\.name) == ["s", "t0", "t1", "t2", "t3"])
    }

    @Test("what only an archive knows is not looked for")
    func unknownContent() throws {
        let files =
            "[{name: x.zip, archive: {take: ['*.csv'], maximum_entries: 1, maximum_bytes: 1}}]"
        #expect(try ManifestFixture.diagnostics(ManifestFixture.manifest(files: files)) == "")
    }
}
