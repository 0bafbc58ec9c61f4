import Foundation
import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct ArrayFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// What `make_goldens.py` saves.
    private static let values = Matrix<Double>([[1.5, -2.25, 0.1], [3e38, 1e-40, -0.0]])

    @Test("both precisions are written with the bytes of numpy.save")
    func writesAsNumPy() throws {
        try ArrayFile.write(Self.values.asFloat, to: folder.path("a.npy"))
        #expect(
            try Data(contentsOf: folder.url.appendingPathComponent("a.npy"))
                == Golden.bytes("float32.npy"))
        try ArrayFile.write(Self.values, to: folder.path("b.npy"))
        #expect(
            try Data(contentsOf: folder.url.appendingPathComponent("b.npy"))
                == Golden.bytes("float64.npy"))
        try ArrayFile.write(Matrix<Double>([[1], [2.5], [-3]]), to: folder.path("c.npy"))
        #expect(
            try Data(contentsOf: folder.url.appendingPathComponent("c.npy"))
                == Golden.bytes("float64-column.npy"))
    }

    @Test(
        "all versions and both orders read the same values",
        arguments: [
            "float64.npy", "float64-column-major.npy", "float64-version2.npy",
            "float64-version3.npy",
        ])
    func readsDoubles(name: String) throws {
        let file = try ArrayFile(path: Golden.path(name))
        #expect(file.elementType == .float64)
        #expect(file.shape == [2, 3])
        let values = try file.doubles()
        #expect(values.elements.map(\.bitPattern) == Self.values.elements.map(\.bitPattern))
        #expect(try file.floats() == Self.values.asFloat)
    }

    @Test("single precision reads bit for bit, subnormal numbers and signed zeros too")
    func readsFloats() throws {
        let values = try ArrayFile(path: Golden.path("float32.npy")).floats()
        #expect(
            values.elements.map(\.bitPattern) == Self.values.asFloat.elements.map(\.bitPattern))
        let widened = try ArrayFile(path: Golden.path("float32.npy")).doubles()
        #expect(widened == Self.values.asFloat.asDouble)
    }

    @Test("one dimension reads as one column")
    func oneDimension() throws {
        let file = try ArrayFile(path: Golden.path("float64-one-dimension.npy"))
        #expect(file.shape == [3])
        #expect(try file.doubles() == Matrix([[1], [2.5], [-3]]))
    }

    @Test("integers read as the numbers they are")
    func integers() throws {
        let small = try ArrayFile(path: Golden.path("int32.npy"))
        #expect(try small.doubles() == Matrix([[-2_147_483_648, 7], [0, 2_147_483_647]]))
        #expect(try small.floats()[0, 0] == -2_147_483_648)
        let large = try ArrayFile(path: Golden.path("int64.npy"))
        #expect(try large.doubles() == Matrix([[-0x1p53, 7, 0x1p53]]))
        #expect(try large.floats() == Matrix([[-0x1p53, 7, 0x1p53]]))
        let bytes = try ArrayFile(path: Golden.path("uint8.npy"))
        #expect(try bytes.floats().elements == (0..<256).map(Float.init))
        #expect(try bytes.doubles().shape == [16, 16])
    }

    @Test("a matrix of any shape comes back as it was, through a symbolic link too")
    func roundTrip() throws {
        var stream = RandomStream(seed: 1, stream: "round-trip")
        for (rows, columns) in [(1, 1), (1, 70), (1000, 3), (12_345, 1)] {
            let matrix = stream.standardNormalMatrix(rows: rows, columns: columns)
            try ArrayFile.write(matrix, to: folder.path("x.npy"))
            let file = try ArrayFile(path: folder.path("x.npy"))
            #expect(try file.doubles() == matrix)
            #expect(try file.floats() == matrix.asFloat)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.npy"), withDestinationPath: folder.path("x.npy"))
        #expect(try ArrayFile(path: folder.path("link.npy")).rows == 12_345)
    }

    @Test("values that the wanted precision can't hold are named with their place")
    func beyondRange() throws {
        try ArrayFile.write(Matrix<Double>([[1, 2], [3, -1e39]]), to: folder.path("x.npy"))
        let path = folder.path("x.npy")
        let file = try ArrayFile(path: path)
        #expect(throws: ArrayFileError.self) { try file.floats() }
        #expect {
            try file.floats()
        } throws: {
            "\($0)" == "\(path): row 1, column 1 (from 0) is -1e+39, beyond the range of single "
                + "precision; rescale that column"
        }
        let integers = try ArrayFile(path: Golden.path("int64-too-large.npy"))
        let message =
            "\(integers.path): row 1, column 0 (from 0) is 9007199254740993, beyond the integers "
            + "±2⁵³ that double precision holds; rescale or drop that column"
        #expect {
            try integers.doubles()
        } throws: {
            "\($0)" == message
        }
        #expect {
            try integers.floats()
        } throws: {
            "\($0)" == message
        }
    }

    @Test("a column of which single precision leaves nothing is named, single values are rounded")
    func belowRange() throws {
        func floats(_ values: Matrix<Double>) throws -> Matrix<Float> {
            try ArrayFile.write(values, to: folder.path("x.npy"))
            return try ArrayFile(path: folder.path("x.npy")).floats()
        }
        let lost: [(Matrix<Double>, String, Int)] = [
            (Matrix([[1, 0], [3, 1e-50], [1e-50, 0]]), "1e-50", 1),
            // A subnormal number has lost most of its digits.
            (Matrix([[0, 2], [-1e-40, 3], [1e-50, 4]]), "-1e-40", 0),
        ]
        for (values, text, column) in lost {
            #expect {
                _ = try floats(values)
            } throws: {
                "\($0)"
                    == """
                    \(folder.path("x.npy")): all of column \(column) (from 0) is too near zero for \
                    single precision, as \(text) in row 1; rescale that column
                    """
            }
        }
        let kept = Matrix<Double>([[1e-50, 0, .nan], [1, 0, 1e-50], [-1e-40, -0.0, 1e-50]])
        #expect(
            try floats(kept).elements.map(\.bitPattern) == kept.asFloat.elements.map(\.bitPattern))
        #expect(try floats(Matrix([[1.2e-38]])).elements == [1.2e-38])
    }

    @Test("a file that can't be written is named, and nothing is left behind")
    func unwritable() {
        let path = folder.path("missing/x.npy")
        #expect {
            try ArrayFile.write(Matrix<Float>([[1]]), to: path)
        } throws: { error in
            guard let error = error as? ArrayFileError else { return false }
            return error.path == path && error.problem.hasPrefix("cannot be written (")
                && error.remedy == "check the folder, its permissions and the free space"
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("missing")))
    }

    @Test("what is no regular file is not opened")
    func notAFile() throws {
        let missing = folder.path("none.npy")
        #expect {
            try ArrayFile(path: missing)
        } throws: { error in
            guard let error = error as? ArrayFileError else { return false }
            return error.path == missing && error.problem.hasPrefix("cannot be read (")
                && error.remedy == "check the path and its permissions"
        }
        for path in [folder.url.path, "/dev/zero"] {
            #expect {
                try ArrayFile(path: path)
            } throws: {
                "\($0)" == "\(path): is not a regular file; name a .npy file"
            }
        }
    }
}
