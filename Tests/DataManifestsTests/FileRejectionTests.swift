import Testing

@testable import DataManifests

/// The files of a source have plain names, URLs that can be fetched, and true checksums.
@Suite struct FileRejectionTests {
    @Test("a source has files")
    func aSourceHasFiles() throws {
        let text = ManifestFixture.manifest(files: "[]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:12: error: 'files' is an empty list
                   10 |     files: []
                      |            ^ expected at least one item

                """#)
    }

    @Test("a file has a name")
    func aFileHasAName() throws {
        let text = ManifestFixture.manifest(files: "[{size: 1}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:13: error: a file lacks the key 'name'
                   10 |     files: [{size: 1}]
                      |             ^ expected 'name: data.csv'

                """#)
    }

    @Test("a file's name leads nowhere else")
    func aFilesNameLeadsNowhereElse() throws {
        let text = ManifestFixture.manifest(
            files:
                #"[{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]"#
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:20: error: '../x.csv' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                    ^~~~~~~~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:38: error: '/x' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                                      ^~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:50: error: 'a\b' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                                                  ^~~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:65: error: '.x' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                                                                 ^~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:77: error: '-x' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                                                                             ^~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:89: error: '..' can't be the name of a file
                   10 |     files: [{name: ../x.csv}, {name: /x}, {name: 'a\b'}, {name: .x}, {name: -x}, {name: ..}]
                      |                                                                                         ^~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'

                """#)
    }

    @Test("a file's name has only visible characters")
    func aFilesNameHasOnlyVisibleCharacters() throws {
        let text = ManifestFixture.manifest(files: #"[{name: "a\u202Eb"}, {name: "a\nb"}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:20: error: 'a\u{202E}b' can't be the name of a file
                   10 |     files: [{name: "a\u202Eb"}, {name: "a\nb"}]
                      |                    ^~~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'
                data-manifests/d.yaml:10:40: error: 'a\u{A}b' can't be the name of a file
                   10 |     files: [{name: "a\u202Eb"}, {name: "a\nb"}]
                      |                                        ^~~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'

                """#)
    }

    @Test("a file's name is not too long")
    func aFilesNameIsNotTooLong() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: " + String(repeating: "x", count: 201) + "}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:20: error: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' can't be the name of a file
                   10 |     files: [{name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
                      |                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expected at most 200 bytes without slashes and invisible characters, not starting with '.' or '-'

                """#)
    }

    @Test("a file's name is used once in a source")
    func aFilesNameIsUsedOnceInASource() throws {
        let text = ManifestFixture.manifest(files: "[{name: x.csv}, {name: x.csv}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:35: error: the file 'x.csv' is named twice
                   10 |     files: [{name: x.csv}, {name: x.csv}]
                      |                                   ^~~~~ rename one of the two, or remove it
                data-manifests/d.yaml:10:20: note: it is first named here
                   10 |     files: [{name: x.csv}, {name: x.csv}]
                      |                    ^~~~~

                """#)
    }

    @Test("an unknown key of a file is refused with the nearest")
    func anUnknownKeyOfAFileIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest(files: "[{name: x.csv, url: [a]}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:27: error: a file has no key 'url'
                   10 |     files: [{name: x.csv, url: [a]}]
                      |                           ^~~ did you mean 'urls'?

                """#)
    }

    @Test("a URL has a scheme that can be fetched")
    func aUrlHasASchemeThatCanBeFetched() throws {
        let text = ManifestFixture.manifest(files: #"[{name: x.csv, urls: ["ftp://a/x.csv"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'ftp://a/x.csv' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["ftp://a/x.csv"]}]
                      |                                  ^~~~~~~~~~~~~ expected it to start with https://, http:// or file:///

                """#)
    }

    @Test("a URL is no script")
    func aUrlIsNoScript() throws {
        let text = ManifestFixture.manifest(
            files: #"[{name: x.csv, urls: ["javascript:alert(1)"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'javascript:alert(1)' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["javascript:alert(1)"]}]
                      |                                  ^~~~~~~~~~~~~~~~~~~ expected it to start with https://, http:// or file:///

                """#)
    }

    @Test("a URL has a host")
    func aUrlHasAHost() throws {
        let text = ManifestFixture.manifest(files: #"[{name: x.csv, urls: ["https:///x.csv"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'https:///x.csv' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["https:///x.csv"]}]
                      |                                  ^~~~~~~~~~~~~~ expected a host after '://'

                """#)
    }

    @Test("a URL has no password")
    func aUrlHasNoPassword() throws {
        let text = ManifestFixture.manifest(
            files: #"[{name: x.csv, urls: ["https://me:secret@a.org/x.csv"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'https://me:secret@a.org/x.csv' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["https://me:secret@a.org/x.csv"]}]
                      |                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~ remove the user's name and password: manifests are for everybody

                """#)
    }

    @Test("a file URL is absolute")
    func aFileUrlIsAbsolute() throws {
        let text = ManifestFixture.manifest(files: #"[{name: x.csv, urls: ["file://x.csv"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'file://x.csv' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["file://x.csv"]}]
                      |                                  ^~~~~~~~~~~~ expected an absolute path, as in file:///data/x.csv

                """#)
    }

    @Test("a URL is ASCII without spaces")
    func aUrlIsAsciiWithoutSpaces() throws {
        let text = ManifestFixture.manifest(
            files: #"[{name: x.csv, urls: ["https://a.org/x y.csv"]}]"#)
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'https://a.org/x y.csv' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: ["https://a.org/x y.csv"]}]
                      |                                  ^~~~~~~~~~~~~~~~~~~~~ expected ASCII without spaces and quotes; write other characters as %XX

                """#)
    }

    @Test("a URL is not too long")
    func aUrlIsNotTooLong() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: x.csv, urls: [https://a.org/" + String(repeating: "x", count: 2000)
                + "]}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:34: error: 'https://a.org/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is no URL that can be fetched
                   10 |     files: [{name: x.csv, urls: [https://a.org/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
                      |                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expected at most 2000 characters

                """#)
    }

    @Test("a URL is written once")
    func aUrlIsWrittenOnce() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: x.csv, urls: [https://a.org/x, https://a.org/x]}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:51: error: the URL 'https://a.org/x' is named twice
                   10 |     files: [{name: x.csv, urls: [https://a.org/x, https://a.org/x]}]
                      |                                                   ^~~~~~~~~~~~~~~ remove one of the two
                data-manifests/d.yaml:10:34: note: it is first named here
                   10 |     files: [{name: x.csv, urls: [https://a.org/x, https://a.org/x]}]
                      |                                  ^~~~~~~~~~~~~~~

                """#)
    }

    @Test("URLs are a list with some items")
    func urlsAreAListWithSomeItems() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: x.csv, urls: https://a.org/x}, {name: y, urls: []}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:33: error: 'urls' is 'https://a.org/x'
                   10 |     files: [{name: x.csv, urls: https://a.org/x}, {name: y, urls: []}]
                      |                                 ^~~~~~~~~~~~~~~ expected a list
                data-manifests/d.yaml:10:67: error: 'urls' is an empty list
                   10 |     files: [{name: x.csv, urls: https://a.org/x}, {name: y, urls: []}]
                      |                                                                   ^ expected at least one item

                """#)
    }

    @Test("a size is a positive number")
    func aSizeIsAPositiveNumber() throws {
        let text = ManifestFixture.manifest(
            files: "[{name: x.csv, size: 0}, {name: y, size: 1.5}, {name: z, size: 1e30}]")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:33: error: 'size' is '0'
                   10 |     files: [{name: x.csv, size: 0}, {name: y, size: 1.5}, {name: z, size: 1e30}]
                      |                                 ^ expected a whole number of at least 1
                data-manifests/d.yaml:10:53: error: 'size' is '1.5'
                   10 |     files: [{name: x.csv, size: 0}, {name: y, size: 1.5}, {name: z, size: 1e30}]
                      |                                                     ^~~ expected a whole number of at least 1
                data-manifests/d.yaml:10:75: error: 'size' is '1e30'
                   10 |     files: [{name: x.csv, size: 0}, {name: y, size: 1.5}, {name: z, size: 1e30}]
                      |                                                                           ^~~~ expected a whole number of at least 1

                """#)
    }

    @Test("a digest is 64 lower-case hexadecimal digits")
    func aDigestIs64LowercaseHexadecimalDigits() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.csv, sha256: abc}, {name: y, sha256: 8D3EE0D82708DF11B54DEBC6A4FBADE77C604A047F019FA7940413032EB7B096}]"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:10:35: error: 'sha256' is 'abc'
                   10 |     files: [{name: x.csv, sha256: abc}, {name: y, sha256: 8D3EE0D82708DF11B54DEBC6A4FBADE77C604A047F…
                      |                                   ^~~ expected 64 lower-case hexadecimal digits
                data-manifests/d.yaml:10:59: error: 'sha256' is '8D3EE0D82708DF11B54DEBC6A4FBADE77C604A047F019FA7940413032EB7…'
                   10 | … x.csv, sha256: abc}, {name: y, sha256: 8D3EE0D82708DF11B54DEBC6A4FBADE77C604A047F019FA7940413032EB…
                      |                                          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ expected 64 lower-case hexadecimal digits

                """#)
    }
}
