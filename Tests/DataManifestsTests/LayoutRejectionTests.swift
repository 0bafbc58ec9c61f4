import Testing

@testable import DataManifests

/// A layout says for its format where inputs and targets are, and nothing else.
@Suite struct LayoutRejectionTests {
    @Test("a layout has a format")
    func aLayoutHasAFormat() throws {
        let text = ManifestFixture.manifest(layout: "{files: x.csv}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:13: error: 'layout' lacks the key 'format'
                   11 |     layout: {files: x.csv}
                      |             ^ expected 'format: csv'

                """#)
    }

    @Test("an unknown format is refused with the nearest")
    func anUnknownFormatIsRefusedWithTheNearest() throws {
        let text = ManifestFixture.manifest(layout: "{format: hdf, files: x.csv}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:22: error: 'format' is 'hdf'
                   11 |     layout: {format: hdf, files: x.csv}
                      |                      ^~~ did you mean 'hdf5'?

                """#)
    }

    @Test("a format has its own keys")
    func aFormatHasItsOwnKeys() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: hdf5, files: x.csv, header: true, inputs: a, targets: b}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:42: error: the layout of format 'hdf5' has no key 'header'
                   11 |     layout: {format: hdf5, files: x.csv, header: true, inputs: a, targets: b}
                      |                                          ^~~~~~ expected one of: format, files, inputs, targets, image, rows, first

                """#)
    }

    @Test("what a format needs is there")
    func whatAFormatNeedsIsThere() throws {
        let text = ManifestFixture.manifest(layout: "{format: csv}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:13: error: the layout of format 'csv' lacks the key 'files'
                   11 |     layout: {format: csv}
                      |             ^ expected 'files: data.csv'
                data-manifests/d.yaml:11:13: error: the layout of format 'csv' lacks the key 'header'
                   11 |     layout: {format: csv}
                      |             ^ expected 'header: true'
                data-manifests/d.yaml:11:13: error: the layout of format 'csv' lacks the key 'inputs'
                   11 |     layout: {format: csv}
                      |             ^ expected 'inputs: […]'
                data-manifests/d.yaml:11:13: error: the layout of format 'csv' lacks the key 'targets'
                   11 |     layout: {format: csv}
                      |             ^ expected 'targets: […]'

                """#)
    }

    @Test("files are a path inside the source")
    func filesAreAPathInsideTheSource() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: ../x.csv, header: false, inputs: [0], targets: [1]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:34: error: 'files' is '../x.csv'
                   11 |     layout: {format: csv, files: ../x.csv, header: false, inputs: [0], targets: [1]}
                      |                                  ^~~~~~~~ expected a path without '..'

                """#)
    }

    @Test("files are among what the source gives")
    func filesAreAmongWhatTheSourceGives() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.cvs, header: false, inputs: [0], targets: [1]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:34: error: the source gives no file 'x.cvs'
                   11 |     layout: {format: csv, files: x.cvs, header: false, inputs: [0], targets: [1]}
                      |                                  ^~~~~ did you mean 'x.csv'?

                """#)
    }

    @Test("files are among what is taken out of an archive")
    func filesAreAmongWhatIsTakenOutOfAnArchive() throws {
        let text = ManifestFixture.manifest(
            files:
                "[{name: x.zip, archive: {take: [a/x.csv], strip: 1, maximum_entries: 1, maximum_bytes: 1}}]",
            layout: "{format: csv, files: a/x.csv, header: false, inputs: [0], targets: [1]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:34: error: the source gives no file 'a/x.csv'
                   11 |     layout: {format: csv, files: a/x.csv, header: false, inputs: [0], targets: [1]}
                      |                                  ^~~~~~~ did you mean 'x.csv'?

                """#)
    }

    @Test(
        "no array and no column of one is an input and a target",
        arguments: [
            ("inputs: X, targets: X", "the array 'X'"),
            ("inputs: X, targets: {array: X, columns: [2]}", "the array 'X'"),
            (
                "inputs: {array: X, columns: [0-2]}, targets: {array: X, columns: [2, 3]}",
                "column 2 of 'X'"
            ),
        ])
    func selectedTwice(columns: String, what: String) throws {
        for format in ["npz", "hdf5"] {
            let text = ManifestFixture.manifest(
                layout: "{format: \(format), files: x.csv, \(columns)}")
            let output = try ManifestFixture.diagnostics(text)
            #expect(output.contains("error: \(what) is an input and a target"), "\(output)")
        }
        let apart = "inputs: {array: X, columns: [0, 1]}, targets: {array: X, columns: [2]}"
        let text = ManifestFixture.manifest(layout: "{format: npz, files: x.csv, \(apart)}")
        #expect(try ManifestFixture.diagnostics(text) == "")
    }

    @Test("a header is there or not")
    func aHeaderIsThereOrNot() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.csv, header: yes, inputs: [0], targets: [1]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:49: error: 'header' is 'yes'
                   11 |     layout: {format: csv, files: x.csv, header: yes, inputs: [0], targets: [1]}
                      |                                                 ^~~ expected true or false

                """#)
    }

    @Test("no more samples are used than there are")
    func noMoreSamplesAreUsedThanThereAre() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: csv, files: x.csv, header: false, inputs: [0], targets: [1], rows: 10, first: 11}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:100: error: 'first' is '11'
                   11 | …ts: [0], targets: [1], rows: 10, first: 11}
                      |                                          ^~ expected a whole number from 1 to 10

                """#)
    }

    @Test("numbers of rows and columns are positive")
    func numbersOfRowsAndColumnsArePositive() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: csv, files: x.csv, header: false, inputs: [0], targets: [1], rows: 0, columns: -1, first: 0}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:89: error: 'rows' is '0'
                   11 | …false, inputs: [0], targets: [1], rows: 0, columns: -1, first: 0}
                      |                                          ^ expected a whole number of at least 1
                data-manifests/d.yaml:11:101: error: 'columns' is '-1'
                   11 | …s: [0], targets: [1], rows: 0, columns: -1, first: 0}
                      |                                          ^~ expected a whole number from 1 to 100000
                data-manifests/d.yaml:11:112: error: 'first' is '0'
                   11 | …gets: [1], rows: 0, columns: -1, first: 0}
                      |                                          ^ expected a whole number of at least 1

                """#)
    }

    @Test("an array has a name")
    func anArrayHasAName() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: hdf5, files: x.csv, inputs: ../a, targets: {columns: [0]}}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:50: error: 'inputs' is '../a'
                   11 |     layout: {format: hdf5, files: x.csv, inputs: ../a, targets: {columns: [0]}}
                      |                                                  ^~~~ expected the name of an array, as in 'targets' or 'group/targets'
                data-manifests/d.yaml:11:65: error: 'targets' lacks the key 'array'
                   11 |     layout: {format: hdf5, files: x.csv, inputs: ../a, targets: {columns: [0]}}
                      |                                                                 ^ expected 'array: name'

                """#)
    }

    @Test("an array is a name or a mapping")
    func anArrayIsANameOrAMapping() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: npz, files: x.csv, inputs: [a], targets: }")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:49: error: 'inputs' is a list
                   11 |     layout: {format: npz, files: x.csv, inputs: [a], targets: }
                      |                                                 ^ expected text
                data-manifests/d.yaml:11:63: error: 'targets' is empty
                   11 |     layout: {format: npz, files: x.csv, inputs: [a], targets: }
                      |                                                               ^ expected text, found nothing

                """#)
    }

    @Test("quotes are only to blame where they alone are wrong")
    func quotesAreOnlyToBlameWhereTheyAloneAreWrong() throws {
        let text = ManifestFixture.manifest(
            layout:
                #"{format: csv, files: x.csv, header: "true", inputs: [0], targets: [1], rows: "9", first: "nine"}"#
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:49: error: 'header' is the quoted text 'true'
                   11 | …ut: {format: csv, files: x.csv, header: "true", inputs: [0], targets: [1], rows: "9", first: "nine"…
                      |                                          ^~~~~~ expected true or false; remove the quotes
                data-manifests/d.yaml:11:90: error: 'rows' is the quoted text '9'
                   11 | …true", inputs: [0], targets: [1], rows: "9", first: "nine"}
                      |                                          ^~~ expected a whole number of at least 1; remove the quotes
                data-manifests/d.yaml:11:102: error: 'first' is 'nine'
                   11 | …s: [0], targets: [1], rows: "9", first: "nine"}
                      |                                          ^~~~~~ expected a whole number of at least 1

                """#)
    }

    @Test("a picture has height, width and channels")
    func aPictureHasHeightWidthAndChannels() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: jpeg, files: x.csv, targets: {file_name: leading_integer}, image: [200, 200]}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:88: error: 'image' has 2 items
                   11 |     layout: {format: jpeg, files: x.csv, targets: {file_name: leading_integer}, image: [200, 200]}
                      |                                                                                        ^ expected [height, width, channels]

                """#)
    }

    @Test("a picture's sides and channels have limits")
    func aPicturesSidesAndChannelsHaveLimits() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: jpeg, files: x.csv, targets: {file_name: leading_integer}, image: [0, 65536, 5]}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:89: error: an image's height is '0'
                   11 | …: {file_name: leading_integer}, image: [0, 65536, 5]}
                      |                                          ^ expected a whole number from 1 to 65535
                data-manifests/d.yaml:11:92: error: an image's width is '65536'
                   11 | …file_name: leading_integer}, image: [0, 65536, 5]}
                      |                                          ^~~~~ expected a whole number from 1 to 65535
                data-manifests/d.yaml:11:99: error: an image's number of channels is '5'
                   11 | …me: leading_integer}, image: [0, 65536, 5]}
                      |                                          ^ expected a whole number from 1 to 4

                """#)
    }

    @Test("the targets of pictures stand in their files' names")
    func theTargetsOfPicturesStandInTheirFilesNames() throws {
        let text = ManifestFixture.manifest(layout: "{format: jpeg, files: x.csv, targets: age}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:51: error: 'targets' is 'age'
                   11 |     layout: {format: jpeg, files: x.csv, targets: age}
                      |                                                   ^~~ expected a mapping

                """#)
    }

    @Test("an unknown part of a file name is refused")
    func anUnknownPartOfAFileNameIsRefused() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: jpeg, files: x.csv, targets: {file_name: leading_intger, x: 1}}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:63: error: 'file_name' is 'leading_intger'
                   11 |     layout: {format: jpeg, files: x.csv, targets: {file_name: leading_intger, x: 1}}
                      |                                                               ^~~~~~~~~~~~~~ did you mean 'leading_integer'?
                data-manifests/d.yaml:11:79: error: 'targets' has no key 'x'
                   11 |     layout: {format: jpeg, files: x.csv, targets: {file_name: leading_intger, x: 1}}
                      |                                                                               ^ expected one of: file_name

                """#)
    }
}
