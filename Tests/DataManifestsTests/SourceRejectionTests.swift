import Testing

@testable import DataManifests

/// The sources of a manifest are named, judged and in order.
@Suite struct SourceRejectionTests {
    @Test("a source says what it is")
    func aSourceSaysWhatItIs() throws {
        let text = ManifestFixture.header + "sources: [{}, 3]\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:7:11: error: a source lacks the key 'name'
                    7 | sources: [{}, 3]
                      |           ^ expected 'name: publisher'
                data-manifests/d.yaml:7:11: error: a source lacks the key 'fidelity'
                    7 | sources: [{}, 3]
                      |           ^ expected 'fidelity: original'
                data-manifests/d.yaml:7:11: error: a source lacks the key 'files'
                    7 | sources: [{}, 3]
                      |           ^ expected 'files: [{name: …}]'
                data-manifests/d.yaml:7:11: error: a source lacks the key 'layout'
                    7 | sources: [{}, 3]
                      |           ^ expected 'layout: {format: csv, …}'
                data-manifests/d.yaml:7:15: error: a source is '3'
                    7 | sources: [{}, 3]
                      |               ^ expected a mapping

                """#)
    }

    @Test("an unknown key of a source is refused with the nearest")
    func anUnknownKeyOfASourceIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest(more: "    manul: x\n")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:5: error: a source has no key 'manul'
                   12 |     manul: x
                      |     ^~~~~ did you mean 'manual'?

                """#)
    }

    @Test("an unknown fidelity is refused with the nearest")
    func anUnknownFidelityIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest(fidelity: "orignal")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:9:15: error: 'fidelity' is 'orignal'
                    9 |     fidelity: orignal
                      |               ^~~~~~~ did you mean 'original'?

                """#)
    }

    @Test("a source's name is a name")
    func aSourcesNameIsAName() throws {
        let text = ManifestFixture.manifest(name: "a/b")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:8:11: error: 'a/b' can't be the name of a source
                    8 |   - name: a/b
                      |           ^~~ expected letters, digits, '_' and '-' (not first), at most 100

                """#)
    }

    @Test("a source's name is used once")
    func aSourcesNameIsUsedOnce() throws {
        let text = ManifestFixture.manifest(
            more: "  - {name: s, fidelity: original, files: [{name: x.csv}], layout: "
                + ManifestFixture.layout + "}\n")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:12: error: the source 's' is named twice
                   12 |   - {name: s, fidelity: original, files: [{name: x.csv}], layout: {format: csv, files: x.csv, header…
                      |            ^ rename one of the two, or remove it
                data-manifests/d.yaml:8:11: note: it is first named here
                    8 |   - name: s
                      |           ^

                """#)
    }

    @Test("a substitute says what it is")
    func aSubstituteSaysWhatItIs() throws {
        let text = ManifestFixture.manifest(fidelity: "substitute")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:8:5: error: a source lacks the key 'note'
                    8 |   - name: s
                      |     ^ expected 'note: …, what is used in place of the paper's data'

                """#)
    }

    @Test("sources stand in order of fidelity")
    func sourcesStandInOrderOfFidelity() throws {
        let text = ManifestFixture.manifest(
            fidelity: "equivalent",
            more: "  - {name: t, fidelity: original, files: [{name: x.csv}], layout: "
                + ManifestFixture.layout + "}\n")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:5: error: source 't' (original) stands after 's' (equivalent)
                   12 |   - {name: t, fidelity: original, files: [{name: x.csv}], layout: {format: csv, files: x.csv, header…
                      |     ^ expected the order of fidelity: original, equivalent, substitute
                data-manifests/d.yaml:8:5: note: the source 's' starts here
                    8 |   - name: s
                      |     ^

                """#)
    }
}
