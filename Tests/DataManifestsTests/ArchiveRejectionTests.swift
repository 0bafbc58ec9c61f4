import Testing

@testable import DataManifests

/// What is taken out of an archive is bounded and stays inside.
@Suite struct ArchiveRejectionTests {
    @Test("an archive says what is taken and how much may come out")
    func anArchiveSaysWhatIsTakenAndHowMuchMayComeOut() throws {
        let text = ManifestFixture.manifest(files: "[{name: x.zip, archive: {}}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:36: error: 'archive' lacks the key 'take'
                   10 |     files: [{name: x.zip, archive: {}}]
                      |                                    ^ expected 'take: [data.csv]'
                data-manifests/d.yaml:10:36: error: 'archive' lacks the key 'maximum_entries'
                   10 |     files: [{name: x.zip, archive: {}}]
                      |                                    ^ expected 'maximum_entries: 100'
                data-manifests/d.yaml:10:36: error: 'archive' lacks the key 'maximum_bytes'
                   10 |     files: [{name: x.zip, archive: {}}]
                      |                                    ^ expected 'maximum_bytes: 50e6'

                """#)
    }

    @Test("an unknown key of an archive is refused with the nearest")
    func anUnknownKeyOfAnArchiveIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.zip, archive: {take: [x.csv], maximum_entries: 1, maximum_bytes: 1, max_bytes: 2}}]"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:90: error: 'archive' has no key 'max_bytes'
                   10 | …, maximum_entries: 1, maximum_bytes: 1, max_bytes: 2}}]
                      |                                          ^~~~~~~~~ expected one of: take, strip, maximum_entries, maximum_bytes

                """#)
    }

    @Test("what is taken stays inside the archive")
    func whatIsTakenStaysInsideTheArchive() throws {
        let text = ManifestFixture.manifest(
            files:
                #"[{name: x.zip, archive: {take: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries: 1, maximum_bytes: 1}}]"#
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:44: error: a path in an archive is '../x.csv'
                   10 | … files: [{name: x.zip, archive: {take: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries:…
                      |                                          ^~~~~~~~ expected a path without '..'
                data-manifests/d.yaml:10:54: error: a path in an archive is '/x.csv'
                   10 | …name: x.zip, archive: {take: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries: 1, maximu…
                      |                                          ^~~~~~ expected a relative path, without a leading '/'
                data-manifests/d.yaml:10:62: error: a path in an archive is 'a/../x.csv'
                   10 | …zip, archive: {take: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries: 1, maximum_bytes:…
                      |                                          ^~~~~~~~~~ expected a path without '..'
                data-manifests/d.yaml:10:74: error: a path in an archive is ''
                   10 | …: {take: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries: 1, maximum_bytes: 1}}]
                      |                                          ^ expected a relative path that names a file
                data-manifests/d.yaml:10:78: error: a path in an archive is 'a    b'
                   10 | …ake: [../x.csv, /x.csv, a/../x.csv, "", "a\tb"], maximum_entries: 1, maximum_bytes: 1}}]
                      |                                          ^~~ expected a path without control characters

                """#)
    }

    @Test("two stars are a component of their own")
    func twoStarsAreAComponentOfTheirOwn() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.zip, archive: {take: [a**/x.csv], maximum_entries: 1, maximum_bytes: 1}}]"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:44: error: a path in an archive is 'a**/x.csv'
                   10 |     files: [{name: x.zip, archive: {take: [a**/x.csv], maximum_entries: 1, maximum_bytes: 1}}]
                      |                                            ^~~~~~~~~ expected '**' as a whole component, as in '**/*.csv'

                """#)
    }

    @Test("something is taken")
    func somethingIsTaken() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: x.zip, archive: {take: [], maximum_entries: 1, maximum_bytes: 1}}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:43: error: 'take' is an empty list
                   10 |     files: [{name: x.zip, archive: {take: [], maximum_entries: 1, maximum_bytes: 1}}]
                      |                                           ^ expected at least one item

                """#)
    }

    @Test("limits are positive numbers")
    func limitsArePositiveNumbers() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.zip, archive: {take: [x.csv], maximum_entries: 0, maximum_bytes: none, strip: -1}}]"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:69: error: 'maximum_entries' is '0'
                   10 | …chive: {take: [x.csv], maximum_entries: 0, maximum_bytes: none, strip: -1}}]
                      |                                          ^ expected a whole number of at least 1
                data-manifests/d.yaml:10:87: error: 'maximum_bytes' is 'none'
                   10 | …sv], maximum_entries: 0, maximum_bytes: none, strip: -1}}]
                      |                                          ^~~~ expected a whole number of at least 1
                data-manifests/d.yaml:10:100: error: 'strip' is '-1'
                   10 | …entries: 0, maximum_bytes: none, strip: -1}}]
                      |                                          ^~ expected a whole number from 0 to 100

                """#)
    }

    @Test("stripping leaves something")
    func strippingLeavesSomething() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.zip, archive: {take: [a/x.csv], strip: 2, maximum_entries: 1, maximum_bytes: 1}}]"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:61: error: 'strip' is 2, which leaves nothing of 'a/x.csv'
                   10 | ….zip, archive: {take: [a/x.csv], strip: 2, maximum_entries: 1, maximum_bytes: 1}}]
                      |                                          ^ expected fewer than the path's 2 components

                """#)
    }
}
