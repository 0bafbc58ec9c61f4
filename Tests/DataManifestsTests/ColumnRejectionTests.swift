import Testing

@testable import DataManifests

/// Columns are named or counted, by what the format has, and each is used once.
@Suite struct ColumnRejectionTests {
    @Test("without a header columns have positions")
    func withoutAHeaderColumnsHavePositions() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.csv, header: false, inputs: [MWG], targets: [1-0]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:65: error: a column's position is 'MWG'
                   11 |     layout: {format: csv, files: x.csv, header: false, inputs: [MWG], targets: [1-0]}
                      |                                                                 ^~~ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:81: error: a column's position is '1-0'
                   11 |     layout: {format: csv, files: x.csv, header: false, inputs: [MWG], targets: [1-0]}
                      |                                                                                 ^~~ expected a whole number from 0 to 99999, or a range such as 0-1

                """#)
    }

    @Test("positions are digits")
    func positionsAreDigits() throws {
        let text = ManifestFixture.manifest(
            layout:
                #"{format: csv, files: x.csv, header: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}"#
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:65: error: a column's position is the quoted text '0'
                   11 | …, files: x.csv, header: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^~~ expected a whole number from 0 to 99999, or a range such as 0-1; remove the quotes
                data-manifests/d.yaml:11:70: error: a column's position is '-1'
                   11 | …es: x.csv, header: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^~ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:74: error: a column's position is '0-'
                   11 | …x.csv, header: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^~ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:78: error: a column's position is '1-2-3'
                   11 | …v, header: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^~~~~ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:85: error: a column's position is a list
                   11 | …er: false, inputs: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:101: error: a column's position is '1e1'
                   11 | …s: ["0", -1, 0-, 1-2-3, [4]], targets: [1e1]}
                      |                                          ^~~ expected a whole number from 0 to 99999, or a range such as 0-1

                """#)
    }

    @Test("positions are below the number of columns")
    func positionsAreBelowTheNumberOfColumns() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: csv, files: x.csv, header: false, inputs: [0-9], targets: [10], columns: 10}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:81: error: a column's position is '10'
                   11 |     layout: {format: csv, files: x.csv, header: false, inputs: [0-9], targets: [10], columns: 10}
                      |                                                                                 ^~ expected a whole number from 0 to 9, or a range such as 0-1

                """#)
    }

    @Test("positions have a limit")
    func positionsHaveALimit() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: npy, files: x.csv, inputs: [0-999999999999], targets: [99999999999999999999]}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:50: error: a column's position is '0-999999999999'
                   11 |     layout: {format: npy, files: x.csv, inputs: [0-999999999999], targets: [99999999999999999999]}
                      |                                                  ^~~~~~~~~~~~~~ expected a whole number from 0 to 99999, or a range such as 0-1
                data-manifests/d.yaml:11:77: error: a column's position is '99999999999999999999'
                   11 |     layout: {format: npy, files: x.csv, inputs: [0-999999999999], targets: [99999999999999999999]}
                      |                                                                             ^~~~~~~~~~~~~~~~~~~~ expected a whole number from 0 to 99999, or a range such as 0-1

                """#)
    }

    @Test("a column is either input or target")
    func aColumnIsEitherInputOrTarget() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.csv, header: false, inputs: [0-7], targets: [7-9]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:81: error: column 7 is named twice
                   11 |     layout: {format: csv, files: x.csv, header: false, inputs: [0-7], targets: [7-9]}
                      |                                                                                 ^~~ remove one of the two
                data-manifests/d.yaml:11:65: note: it is first named here
                   11 |     layout: {format: csv, files: x.csv, header: false, inputs: [0-7], targets: [7-9]}
                      |                                                                 ^~~

                """#)
    }

    @Test("a name is either input or target")
    func aNameIsEitherInputOrTarget() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.csv, header: true, inputs: [a, b], targets: [b]}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:81: error: the column 'b' is named twice
                   11 |     layout: {format: csv, files: x.csv, header: true, inputs: [a, b], targets: [b]}
                      |                                                                                 ^ remove one of the two
                data-manifests/d.yaml:11:67: note: it is first named here
                   11 |     layout: {format: csv, files: x.csv, header: true, inputs: [a, b], targets: [b]}
                      |                                                                   ^

                """#)
    }

    @Test("columns are lists with some items")
    func columnsAreListsWithSomeItems() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: csv, files: x.csv, header: true, inputs: [], targets: a}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:63: error: 'inputs' is an empty list
                   11 |     layout: {format: csv, files: x.csv, header: true, inputs: [], targets: a}
                      |                                                               ^ expected at least one item
                data-manifests/d.yaml:11:76: error: 'targets' is 'a'
                   11 |     layout: {format: csv, files: x.csv, header: true, inputs: [], targets: a}
                      |                                                                            ^ expected a list

                """#)
    }

    @Test("an array's columns are among those it has")
    func anArraysColumnsAreAmongThoseItHas() throws {
        let text = ManifestFixture.manifest(
            layout:
                "{format: hdf5, files: x.csv, inputs: a, targets: {array: b, columns: [0, 28], of: 28, oof: 1}}"
        )
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:86: error: a column's position is '28'
                   11 | …ts: a, targets: {array: b, columns: [0, 28], of: 28, oof: 1}}
                      |                                          ^~ expected a whole number from 0 to 27, or a range such as 0-1
                data-manifests/d.yaml:11:99: error: 'targets' has no key 'oof'
                   11 | …s: {array: b, columns: [0, 28], of: 28, oof: 1}}
                      |                                          ^~~ did you mean 'of'?

                """#)
    }

    @Test("a parquet file has columns with names")
    func aParquetFileHasColumnsWithNames() throws {
        let text = ManifestFixture.manifest(
            layout: "{format: parquet, files: x.csv, inputs: [[a]], targets: b}")
        #expect(
            try ManifestFixture.diagnostics(text) == #"""
                data-manifests/d.yaml:11:54: error: a column's name is a list
                   11 |     layout: {format: parquet, files: x.csv, inputs: [[a]], targets: b}
                      |                                                      ^ expected text
                data-manifests/d.yaml:11:69: error: 'targets' is 'b'
                   11 |     layout: {format: parquet, files: x.csv, inputs: [[a]], targets: b}
                      |                                                                     ^ expected a list

                """#)
    }
}
