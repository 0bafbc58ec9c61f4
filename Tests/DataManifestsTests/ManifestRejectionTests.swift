import Testing

@testable import DataManifests

/// What a manifest says as a whole has to be complete and well-formed.
@Suite struct ManifestRejectionTests {
    @Test("a manifest that is no mapping is refused")
    func aManifestThatIsNoMappingIsRefused() throws {
        let text = "[a, b]\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' is a list
                    1 | [a, b]
                      | ^ expected a mapping

                """#)
    }

    @Test("everything that is missing is told at once")
    func everythingThatIsMissingIsToldAtOnce() throws {
        let text = "title: T\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'dataset'
                    1 | title: T
                      | ^ expected 'dataset: d'
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'schema'
                    1 | title: T
                      | ^ expected 'schema: 1'
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'description'
                    1 | title: T
                      | ^ expected 'description: …'
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'citation'
                    1 | title: T
                      | ^ expected 'citation: …'
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'licence'
                    1 | title: T
                      | ^ expected 'licence: unknown'
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' lacks the key 'sources'
                    1 | title: T
                      | ^ expected 'sources: [{name: …, fidelity: original, files: […], layout: {…}}]'

                """#)
    }

    @Test("an unknown key is refused with the nearest")
    func anUnknownKeyIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest() + "licens: x\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:1: error: the manifest 'data-manifests/d.yaml' has no key 'licens'
                   12 | licens: x
                      | ^~~~~~ did you mean 'licence'?

                """#)
    }

    @Test("a misspelt required key is told once, as misspelt")
    func aMisspeltRequiredKeyIsToldOnceAsMisspelt() throws {
        let text = ManifestFixture.manifest(
            header: "datset: d\nschema: 1\ntitle: T\ndescription: D\ncitation: C\nlicence: L\n")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:1:1: error: the manifest 'data-manifests/d.yaml' has no key 'datset'
                    1 | datset: d
                      | ^~~~~~ did you mean 'dataset'?

                """#)
    }

    @Test("a key is written once")
    func aKeyIsWrittenOnce() throws {
        let text = ManifestFixture.manifest() + "title: U\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:1: error: the key 'title' is written twice
                   12 | title: U
                      | ^~~~~ remove one of the two
                data-manifests/d.yaml:3:1: note: it is first written here
                    3 | title: T
                      | ^~~~~

                """#)
    }

    @Test("the name is that of the file")
    func theNameIsThatOfTheFile() throws {
        let text = ManifestFixture.manifest(
            header: ManifestFixture.header.replacing("dataset: d", with: "dataset: e"))
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:1:10: error: 'dataset' is 'e'
                    1 | dataset: e
                      |          ^ expected 'd', as in the file's name

                """#)
    }

    @Test("an unknown schema is refused")
    func anUnknownSchemaIsRefused() throws {
        let text = ManifestFixture.manifest(
            header: ManifestFixture.header.replacing("schema: 1", with: "schema: 2"))
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:2:9: error: the schema's version is '2'
                    2 | schema: 2
                      |         ^ expected 1, the only version so far

                """#)
    }

    @Test("texts are not empty, and no lists")
    func textsAreNotEmptyAndNoLists() throws {
        let text =
            ManifestFixture.manifest(
                header: """
                    dataset: d
                    schema: 1
                    title: ""
                    description: " "
                    citation: [a]
                    licence:

                    """) + "terms: ~\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:3:8: error: 'title' is empty
                    3 | title: ""
                      |        ^~ expected text, found nothing
                data-manifests/d.yaml:4:14: error: 'description' is empty
                    4 | description: " "
                      |              ^~~ expected text, found nothing
                data-manifests/d.yaml:5:11: error: 'citation' is a list
                    5 | citation: [a]
                      |           ^ expected text
                data-manifests/d.yaml:6:9: error: 'licence' is empty
                    6 | licence:
                      |         ^ expected text, found nothing
                data-manifests/d.yaml:12:8: error: 'terms' is empty
                   12 | terms: ~
                      |        ^ expected text, found nothing

                """#)
    }

    @Test("references to parameters are not replaced here")
    func referencesToParametersAreNotReplacedHere() throws {
        let text = ManifestFixture.manifest(
            header: ManifestFixture.header.replacing("title: T", with: "title: ${name}"))
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:3:8: error: 'title' is '${name}'
                    3 | title: ${name}
                      |        ^~~~~~~ '${…}' is not replaced here; expected text without it

                """#)
    }

    @Test("sources are a list with some items")
    func sourcesAreAListWithSomeItems() throws {
        let text = ManifestFixture.header + "sources: []\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:7:10: error: 'sources' is an empty list
                    7 | sources: []
                      |          ^ expected at least one item

                """#)
    }

    @Test("sources are no mapping")
    func sourcesAreNoMapping() throws {
        let text = ManifestFixture.header + "sources: {name: s}\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:7:10: error: 'sources' is a mapping
                    7 | sources: {name: s}
                      |          ^ expected a list

                """#)
    }

    @Test("the stated facts are numbers and texts")
    func theStatedFactsAreNumbersAndTexts() throws {
        let text =
            ManifestFixture.manifest()
                + """
                stated:
                  samples: many
                  inputs: [8, 0]
                  targets: 2
                  target_rank: 3
                  task: "1"
                  architecture: {}

                """
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:13:12: error: 'samples' is 'many'
                   13 |   samples: many
                      |            ^~~~ expected a whole number of at least 1
                data-manifests/d.yaml:14:15: error: a dimension is '0'
                   14 |   inputs: [8, 0]
                      |               ^ expected a whole number of at least 1
                data-manifests/d.yaml:16:16: error: 'target_rank' is '3'
                   16 |   target_rank: 3
                      |                ^ expected a whole number from 1 to 2
                data-manifests/d.yaml:18:17: error: 'architecture' is a mapping
                   18 |   architecture: {}
                      |                 ^ expected text

                """#)
    }

    @Test("the stated facts are complete")
    func theStatedFactsAreComplete() throws {
        let text = ManifestFixture.manifest() + "stated: {inputs: []}\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:9: error: 'stated' lacks the key 'samples'
                   12 | stated: {inputs: []}
                      |         ^ expected 'samples: 1000'
                data-manifests/d.yaml:12:9: error: 'stated' lacks the key 'targets'
                   12 | stated: {inputs: []}
                      |         ^ expected 'targets: 2'
                data-manifests/d.yaml:12:9: error: 'stated' lacks the key 'task'
                   12 | stated: {inputs: []}
                      |         ^ expected 'task: …'
                data-manifests/d.yaml:12:9: error: 'stated' lacks the key 'architecture'
                   12 | stated: {inputs: []}
                      |         ^ expected 'architecture: MLP 8×256'
                data-manifests/d.yaml:12:18: error: 'inputs' is an empty list
                   12 | stated: {inputs: []}
                      |                  ^ expected at least one item

                """#)
    }

    @Test("a quoted number is no number")
    func aQuotedNumberIsNoNumber() throws {
        let text =
            ManifestFixture.manifest()
            + "stated: {samples: '8', inputs: [8], targets: 1, task: t, architecture: a}\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:19: error: 'samples' is the quoted text '8'
                   12 | stated: {samples: '8', inputs: [8], targets: 1, task: t, architecture: a}
                      |                   ^~~ expected a whole number of at least 1; remove the quotes

                """#)
    }

    @Test("a sample has a limited number of dimensions")
    func aSampleHasALimitedNumberOfDimensions() throws {
        let text =
            ManifestFixture.manifest()
            + "stated: {samples: 8, inputs: [1, 1, 1, 1, 1, 1, 1, 1, 1], targets: 1, task: t,"
            + " architecture: a}\n"
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:12:30: error: 'inputs' has 9 dimensions
                   12 | stated: {samples: 8, inputs: [1, 1, 1, 1, 1, 1, 1, 1, 1], targets: 1, task: t, architecture: a}
                      |                              ^ expected at most 8, the shape of one sample

                """#)
    }
}
