import TestSupport
import Testing

@testable import DataManifests

@Suite struct DecisiveManifestTests {
    private static let sources = """
        sources:
          - name: first
            fidelity: original
            manual: Ask.
            files: [{name: a.csv, urls: [https://a.invalid], sha256: \(digest)}, \
        {name: b.csv, urls: [https://b.invalid]}]
            layout: \(ManifestFixture.layout.replacing("x.csv", with: "\"?.csv\""))
          - name: second
            fidelity: equivalent
            files: \(ManifestFixture.files)
            layout: \(ManifestFixture.layout)

        """
    private static let digest = String(repeating: "7", count: 64)
    private let manifest: DataManifest

    init() throws {
        manifest = try ManifestFixture.load(
            ManifestFixture.header + """
                terms: No copies.
                stated: {samples: 9, inputs: [2], targets: 1, task: t, architecture: a}

                """ + Self.sources)
    }

    @Test("words and addresses go, where a digest stands for them; everything else stays")
    func decisive() {
        var expected = manifest
        (expected.description, expected.citation) = ("", "")
        (expected.terms, expected.stated) = (nil, nil)
        expected.sources[0].manual = nil
        expected.sources[0].files[0].urls = []
        #expect(manifest.decisive == expected)
        #expect(manifest.decisive != manifest)
        #expect(manifest.decisive.sources[0].files[1].urls == ["https://b.invalid"])
    }

    @Test("what is decisive of the decisive is all of it")
    func idempotent() {
        #expect(manifest.decisive.decisive == manifest.decisive)
    }

    @Test("sources are found by name, in the order asked for; all of them for none")
    func sources() {
        #expect(manifest.sources(named: [])?.map(\.name) == ["first", "second"])
        #expect(manifest.sources(named: ["second"])?.map(\.name) == ["second"])
        #expect(manifest.sources(named: ["second", "first"])?.map(\.name) == ["second", "first"])
        #expect(manifest.sources(named: ["first", "third"]) == nil)
    }
}
