import Testing

/// What is said about manifests that a pipeline names, and where.
@Suite struct ManifestDiagnosticsTests {
    private static let digest = "8d3ee0d82708df11b54debc6a4fbade77c604a047f019fa7940413032eb7b096"

    @Test("an unknown data set is shown where it is named")
    func unknownDataset() throws {
        let project = try ManifestProject()
        let found = try project.diagnostics(
            "  get: {kind: dataset.fetch, with: {dataset: dd}}\n")
        #expect(
            found == """
                p.yaml:3:46: error: no dataset is named 'dd'
                    3 |   get: {kind: dataset.fetch, with: {dataset: dd}}
                      |                                              ^~ expected one of: d

                """)
        let none = try ManifestProject(nil).diagnostics()
        #expect(
            none == """
                p.yaml:3:46: error: no dataset is named 'd'
                    3 |   get: {kind: dataset.fetch, with: {dataset: d}}
                      |                                              ^ the project has no manifests in 'data-manifests/'

                """)
    }

    @Test("an unknown source is shown where sources are named")
    func unknownSource() throws {
        let project = try ManifestProject()
        let near = try project.diagnostics(
            "  get: {kind: dataset.fetch, with: {dataset: d, sources: [publisher, cpoy]}}\n")
        #expect(
            near == """
                p.yaml:3:70: error: dataset 'd' has no source 'cpoy'
                    3 |   get: {kind: dataset.fetch, with: {dataset: d, sources: [publisher, cpoy]}}
                      |                                                                      ^~~~ did you mean 'copy'?

                """)
        let far = try project.diagnostics(
            "  get: {kind: dataset.fetch, with: {dataset: d, sources: [somewhere]}}\n")
        #expect(
            far == """
                p.yaml:3:59: error: dataset 'd' has no source 'somewhere'
                    3 |   get: {kind: dataset.fetch, with: {dataset: d, sources: [somewhere]}}
                      |                                                           ^~~~~~~~~ expected one of: publisher, copy

                """)
    }

    @Test("a comparison shows every data set that it does not know")
    func unknownInComparison() throws {
        let found = try ManifestProject().diagnostics(
            """
              table:
                kind: dataset.comparison
                with: {datasets: [d, other, more]}
                inputs: {summaries: [prepare.summary]}
              prepare: {kind: dataset.tabular, with: {features: ["0"], targets: ["1"]}, inputs: {table: {file: t.csv}}}

            """)
        #expect(
            found == """
                p.yaml:5:26: error: no dataset is named 'other'
                    5 |     with: {datasets: [d, other, more]}
                      |                          ^~~~~ expected one of: d
                p.yaml:5:33: error: no dataset is named 'more'
                    5 |     with: {datasets: [d, other, more]}
                      |                                 ^~~~ expected one of: d

                """)
    }

    @Test("a manifest's own mistakes are shown in it, once for all stages that name it")
    func brokenManifest() throws {
        let manifest = ManifestProject.manifest
            .replacing("fidelity: original", with: "fidelity: orignal")
            .replacing("licence: L", with: "license: L")
        let found = try ManifestProject(manifest).diagnostics(
            ManifestProject.fetch + """
                  second: {kind: dataset.fetch, with: {dataset: d, sources: [copy]}}
                  table:
                    kind: dataset.comparison
                    with: {datasets: [d]}
                    inputs: {summaries: [prepare.summary]}
                  prepare: {kind: dataset.tabular, with: {features: ["0"], targets: ["1"]}, inputs: {table: {file: t.csv}}}

                """)
        #expect(
            found == """
                data-manifests/d.yaml:6:1: error: the manifest 'data-manifests/d.yaml' has no key 'license'
                    6 | license: L
                      | ^~~~~~~ did you mean 'licence'?
                data-manifests/d.yaml:11:15: error: 'fidelity' is 'orignal'
                   11 |     fidelity: orignal
                      |               ^~~~~~~ did you mean 'original'?

                """)
    }

    @Test("a pin that the manifest denies is shown where the data set is named")
    func contradictingPin() throws {
        let project = try ManifestProject()
        try project.writePins(
            """
            {"version": 1, "pins": {"d/publisher/a.csv": {
            "sha256": "\(String(repeating: "7", count: 64))", "size": 7, "from": "https://x.invalid"}}}
            """)
        let found = try project.diagnostics()
        #expect(
            found == """
                p.yaml:3:46: error: 'data-manifests/d.yaml' has sha256 \(Self.digest) and no size for \
                'd/publisher/a.csv', but 'data-manifests/pins.json' has sha256 \
                \(String(repeating: "7", count: 64)), 7 bytes, from https://x.invalid
                    3 |   get: {kind: dataset.fetch, with: {dataset: d}}
                      |                                              ^ the manifest decides: remove the entry \
                'd/publisher/a.csv' of the pins

                """)
    }

    @Test("pins that cannot be read are shown with the place of the damage")
    func damagedPins() throws {
        let project = try ManifestProject()
        try project.writePins("{\"version\": 2}")
        let found = try project.diagnostics()
        #expect(
            found == """
                p.yaml:3:46: error: the file 'data-manifests/pins.json' is damaged: \
                data-manifests/pins.json:1:1: the file 'data-manifests/pins.json' lacks the key 'pins'
                    3 |   get: {kind: dataset.fetch, with: {dataset: d}}
                      |                                              ^ restore it from version control, or remove \
                it to pin afresh

                """)
    }
}
