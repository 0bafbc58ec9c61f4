import Datasets
import LinearAlgebra
import Testing

/// All tests that read HDF5: one at a time, because the library may be built for one thread.
@Suite(.serialized) struct HDF5Tests {}

extension HDF5Tests {
    @Suite struct Numbers {
        /// What `make_hdf5_goldens.py` saves as `table …`.
        private static let table = (0..<15).map { Double($0) / 4 - 1 }

        private static func dataSet(_ name: String) throws -> HDF5DataSet {
            try HDF5File(path: Golden.path("numbers.h5")).dataSet(name)
        }

        @Test("lists the data sets of all groups under all their names, in the order of bytes")
        func names() throws {
            let names = try HDF5File(path: Golden.path("numbers.h5")).dataSetNames()
            #expect(names.count == 25)
            #expect(names.prefix(3) == ["1e39", "bytes", "column"])
            #expect(names.contains("whole/>i4"))
            #expect(names.contains("same"))
            #expect(!names.contains { $0.hasPrefix("whole/up") })
            let odd = try HDF5File(path: Golden.path("odd.h5")).dataSetNames()
            #expect(odd.contains("group/inner"))
            #expect(!odd.contains("soft") && !odd.contains("external"))
        }

        @Test(
            "floating-point numbers of every size and byte order read alike",
            arguments: [("<f2", 2), ("<f4", 4), (">f4", 4), ("<f8", 8), (">f8", 8)])
        func floatingPoint(kind: String, bytes: Int) throws {
            let dataSet = try Self.dataSet("table \(kind)")
            #expect(dataSet.elementType == .floatingPoint(bytes: bytes))
            #expect("\(dataSet.elementType)" == "float\(8 * bytes)")
            #expect(dataSet.shape == [5, 3])
            #expect(dataSet.rowLength == 3)
            #expect(try dataSet.doubles(rows: 0..<5) == Self.table)
            #expect(try dataSet.floats(rows: 1..<3) == Self.table[3..<9].map { Float($0) })
        }

        @Test(
            "whole numbers of every size and byte order read alike",
            arguments: ["|i1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8"])
        func whole(kind: String) throws {
            let dataSet = try Self.dataSet("whole/\(kind)")
            #expect(
                "\(dataSet.elementType)" == (kind.contains("u") ? "uint" : "int")
                    + "\(8 * (kind.last?.wholeNumberValue ?? 0))")
            #expect(try dataSet.doubles(rows: 0..<3) == [0, 1, 2, 3, 4, 5])
            #expect(try dataSet.floats(rows: 2..<3) == [4, 5])
        }

        @Test("bytes read in slices, packed and unpacked; no rows read as nothing")
        func bytes() throws {
            for name in ["bytes", "packed"] {
                let dataSet = try Self.dataSet(name)
                #expect(dataSet.shape == [5, 4, 3])
                #expect(try dataSet.bytes(rows: 0..<5) == Array(0..<60))
                #expect(try dataSet.bytes(rows: 1..<4) == Array(12..<48))
                #expect(try dataSet.bytes(rows: 4..<5) == Array(48..<60))
                #expect(try dataSet.bytes(rows: 5..<5) == [])
                #expect(try dataSet.doubles(rows: 4..<5) == (48..<60).map(Double.init))
            }
        }

        @Test("a data set keeps its file open")
        func lifetime() throws {
            var file: HDF5File? = try HDF5File(path: Golden.path("numbers.h5"))
            let dataSet = try #require(try file?.dataSet("column"))
            file = nil
            #expect(try dataSet.doubles(rows: 0..<3) == [1.5, -2.5, 4])
        }

        @Test("the first rows of a table become a matrix, one dimension a column")
        func matrix() throws {
            let file = try HDF5File(path: Golden.path("numbers.h5"))
            #expect(
                try file.matrix("table <f4")
                    == Matrix(rows: 5, columns: 3, elements: Self.table))
            #expect(
                try file.matrix("table >f8", firstRows: 2)
                    == Matrix(rows: 2, columns: 3, elements: Array(Self.table.prefix(6))))
            #expect(try file.matrix("column") == Matrix([[1.5], [-2.5], [4]]))
        }
    }
}

extension HDF5Tests {
    @Suite struct Refusals {
        private static func expect(
            _ file: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
            _ action: (HDF5File) throws -> Void
        ) throws {
            let path = Golden.path(file)
            #expect(sourceLocation: sourceLocation) {
                try action(HDF5File(path: path))
            } throws: {
                "\($0)" == "\(path): \(message)"
            }
        }

        @Test(
            "what holds no numbers is refused by what it holds",
            arguments: [
                ("records", "records with named fields"), ("texts", "texts"),
                ("long texts", "texts"), ("booleans", "an enumeration (h5py's booleans are one)"),
                ("opaque", "opaque bytes"), ("arrays", "arrays as elements"),
                ("long doubles", "floating-point numbers of 16 bytes"),
                ("lists", "lists of varying length"), ("references", "references"),
            ])
        func types(name: String, found: String) throws {
            try Self.expect(
                "odd.h5",
                "'\(name)' holds \(found), not numbers; name a data set of integers or "
                    + "floating-point numbers"
            ) { _ = try $0.dataSet(name) }
        }

        @Test("data sets without rows or elements")
        func shapes() throws {
            for name in ["scalar", "null"] {
                try Self.expect(
                    "odd.h5", "'\(name)' has no dimensions, so no rows; name a data set with rows"
                ) { _ = try $0.dataSet(name) }
            }
            for (name, shape) in [("no rows", "(0, 3)"), ("no columns", "(3, 0)")] {
                try Self.expect(
                    "odd.h5",
                    "'\(name)' has the shape \(shape), so no elements; check the step that wrote it"
                ) { _ = try $0.dataSet(name) }
            }
            try Self.expect(
                "odd.h5",
                "'cube' has the shape (2, 2, 2), not one or two dimensions; name a table of "
                    + "[samples, features]"
            ) { _ = try $0.matrix("cube") }
        }

        @Test("absurd dimensions and chunks cost no memory")
        func sizes() throws {
            for (name, columns) in [("huge", 4), ("huge square", 1 << 62)] {
                try Self.expect(
                    "odd.h5",
                    "'\(name)' claims the shape (4611686018427387904, \(columns)), more than any "
                        + "file can hold; copy or download it again"
                ) { _ = try $0.dataSet(name) }
            }
            try Self.expect(
                "odd.h5",
                "'large chunks' is stored in chunks of (16384, 16384), which are too large to "
                    + "unpack; store it in smaller chunks, for example with h5repack"
            ) { _ = try $0.dataSet("large chunks") }
        }

        @Test("what was never written is not read as zeros")
        func unwritten() throws {
            for name in ["never written", "partly written"] {
                try Self.expect(
                    "odd.h5",
                    "parts of '\(name)' were never written; copy or download it again, or leave it "
                        + "out"
                ) { _ = try $0.dataSet(name).doubles(rows: 0..<1) }
            }
        }

        @Test("nothing outside of the file is read, whatever links to it")
        func elsewhere() throws {
            for (name, link) in [
                ("soft", "soft"), ("soft group/inner", "soft group"), ("dangling", "dangling"),
                ("external", "external"),
            ] {
                try Self.expect(
                    "odd.h5",
                    "'\(link)' is a soft or external link, which is not followed; copy the data "
                        + "set into the file, for example with h5repack or h5py"
                ) { _ = try $0.dataSet(name) }
            }
            for name in ["virtual", "external storage"] {
                try Self.expect(
                    "odd.h5",
                    "the numbers of '\(name)' lie in other files, which are not read; copy them "
                        + "into one file, for example with h5repack or h5py"
                ) { _ = try $0.dataSet(name) }
            }
        }

        @Test(
            "a data set that is missing is answered with those there are",
            arguments: ["rbg", "", "/rgb", "rgb/", "./rgb", "rgb/x", "a/b"])
        func missing(name: String) throws {
            try Self.expect(
                "driving-3.h5", "has no data set '\(name)'; its data sets are 'rgb', 'targets'"
            ) { _ = try $0.dataSet(name) }
        }

        @Test("names are escaped in messages, and long lists are cut")
        func listing() throws {
            let file = try HDF5File(path: Golden.path("odd.h5"))
            #expect {
                try file.dataSet("group")
            } throws: {
                let text = "\($0)"
                return text.hasPrefix(
                    "\(file.path): 'group' is a group, not a data set; its data sets are 'arrays', "
                        + "'booleans', ") && text.hasSuffix("', …")
                    && text.contains("'line\\nfeed'")
            }
        }

        @Test("a filter that the library lacks is named, not looked for among plug-ins")
        func filter() throws {
            let path = Golden.path("odd.h5")
            #expect {
                try HDF5File(path: path).dataSet("lzf").doubles(rows: 0..<100)
            } throws: {
                let text = "\($0)"
                return text.hasPrefix("\(path): rows 0 to 99 (from 0) of 'lzf' can't be read (")
                    && text.contains("filter")
            }
        }

        @Test("rows, precision and finiteness that a caller needs")
        func values() throws {
            try Self.expect(
                "numbers.h5", "'column' has 3 rows, but 4 are wanted; ask for 1 to 3 rows"
            ) { _ = try $0.matrix("column", firstRows: 4) }
            try Self.expect(
                "numbers.h5",
                "row 1, column 0 (from 0) of 'not finite' is nan; repair or drop that row"
            ) { _ = try $0.matrix("not finite") }
            try Self.expect(
                "numbers.h5",
                "row 0, column 1 (from 0) of 'infinite' is inf; repair or drop that row"
            ) { _ = try $0.matrix("infinite") }
            try Self.expect(
                "numbers.h5",
                "row 1 (from 0) of '1e39' has the value -1e+39, beyond the range of single "
                    + "precision; rescale that column"
            ) { _ = try $0.dataSet("1e39").floats(rows: 0..<2) }
            try Self.expect(
                "numbers.h5",
                "'table <f4' holds float32, not uint8; convert it to uint8, for "
                    + "example with h5py"
            ) { _ = try $0.dataSet("table <f4").bytes(rows: 0..<1) }
            for (name, row, value) in [
                ("2^53", 1, "9007199254740992.0"), ("2^64 - 1", 0, "1.8446744073709552e+19"),
            ] {
                try Self.expect(
                    "numbers.h5",
                    "row \(row) (from 0) of 'integers/\(name)' has an integer near \(value), not "
                        + "below the 2⁵³ up to which double precision holds every integer; rescale "
                        + "or drop that column"
                ) { _ = try $0.dataSet("integers/\(name)").doubles(rows: 0..<row + 1) }
            }
            let file = try HDF5File(path: Golden.path("numbers.h5"))
            #expect(
                try file.dataSet("integers/2^53 - 1").doubles(rows: 0..<1)
                    == [0, -9_007_199_254_740_991])
        }
    }
}
