import Foundation
import LinearAlgebra
import Testing

@testable import Datasets

/// A `.npy` file of version 1.0 with any dictionary and any data.
private func array(_ dictionary: String, data: Int = 0, version: [UInt8] = [1, 0]) -> Data {
    let text = Array(dictionary.utf8)
    let length = [UInt8(text.count & 0xff), UInt8(text.count >> 8)]
    let tail: [UInt8] = version[0] == 1 ? [] : [0, 0]
    return Data(
        [0x93] + Array("NUMPY".utf8) + version + length + tail + text
            + Array(repeating: 0, count: data))
}

private let damaged = "save it again with numpy.save"

@Suite struct HostileArrayTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func expect(
        _ contents: Data, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = try folder.file("x.npy", contents)
        #expect(sourceLocation: sourceLocation) {
            try ArrayFile(path: path)
        } throws: {
            "\($0)" == "\(path): \(message)"
        }
    }

    @Test("files that are no arrays, or stop inside the header")
    func header() throws {
        let unsigned =
            "does not start with the signature of a .npy file; convert it with numpy.save"
        try expect(Data(), unsigned)
        try expect(Data("a,b\n1,2\n".utf8), unsigned)
        try expect(Data([0x93] + Array("NUMPX".utf8)), unsigned)
        let whole = try Golden.bytes("float64.npy")
        for count in [6, 7, 8, 9, 10, 100, 127] {
            try expect(
                whole.prefix(count),
                "ends after \(count) bytes, inside its header; copy or download it again")
        }
    }

    @Test("unknown versions and headers too long")
    func version() throws {
        for (version, name) in [([0, 1], "0.1"), ([1, 1], "1.1"), ([4, 0], "4.0")] {
            try expect(
                array("{}", version: version.map(UInt8.init)),
                "has .npy format version \(name), not 1.0, 2.0 or 3.0; \(damaged)")
        }
        var long = Data([0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255])
        long.append(Data(repeating: 0x20, count: 100))
        try expect(
            long,
            "announces a header of 4294967295 bytes, more than the 65536 of any plain array; "
                + damaged)
    }

    @Test(
        "dictionaries that are none",
        arguments: [
            ("", "'{' at its byte 0"),
            ("[1]", "'{' at its byte 0"),
            ("{", "a quoted string at its byte 1"),
            ("{,}", "a quoted string at its byte 1"),
            ("{'descr", "a string that ends at its byte 1"),
            ("{'descr' '<f4'", "':' at its byte 9"),
            ("{'descr': }", "a quoted string at its byte 10"),
            ("{'descr': '<f4' 'shape'", "'}' at its byte 16"),
            ("{'fortran_order': Maybe}", "True or False at its byte 18"),
            ("{'shape': 3}", "'(' at its byte 10"),
            ("{'shape': (3 4)}", "')' at its byte 13"),
            ("{'shape': (-3,)}", "a dimension (0, 1, 2, …) at its byte 11"),
            ("{'shape': (1.5,)}", "')' at its byte 12"),
            ("{'shape': (,)}", "a dimension (0, 1, 2, …) at its byte 11"),
            ("{'shape': (1,)}; import os", "nothing more at its byte 15"),
        ])
    func dictionary(text: String, expectation: String) throws {
        try expect(array(text), "has a damaged header: expected \(expectation); \(damaged)")
    }

    @Test(
        "keys that are missing, doubled or unknown",
        arguments: [
            ("{}", "'descr' is missing"),
            ("{'descr': '<f4'}", "'fortran_order' is missing"),
            ("{'descr': '<f4', 'fortran_order': False}", "'shape' is missing"),
            ("{'descr': '<f4', 'descr': '<f4'}", "'descr' occurs twice"),
            ("{'shape': (1,), 'shape': (1,)}", "'shape' occurs twice"),
            ("{'magic': 1}", "unknown key 'magic'"),
            ("{'\u{1b}[2J': 1}", "unknown key '\\u{1B}[2J'"),
            (
                "{'" + String(repeating: "k", count: 50) + "': 1}",
                "unknown key '" + String(repeating: "k", count: 40) + "…'"
            ),
        ])
    func keys(text: String, problem: String) throws {
        try expect(array(text), "has a damaged header: \(problem); \(damaged)")
    }

    @Test("element types that are not read, with the reason")
    func types() throws {
        let objects =
            "holds Python objects, which are pickled and would run code when read; save numbers "
            + "instead, for example array.astype('<f4')"
        try expect(Golden.bytes("objects.npy"), objects)
        let records =
            "holds records with named fields, not numbers; save the fields as columns, for example "
            + "with numpy.lib.recfunctions.structured_to_unstructured"
        try expect(Golden.bytes("records.npy"), records)
        for (name, type) in [
            ("big-endian.npy", ">f4"), ("half.npy", "<f2"), ("boolean.npy", "|b1"),
        ] {
            try expect(
                Golden.bytes(name),
                "holds elements of type '\(type)', which is none of <f4, <f8, <i4, <i8, |u1; "
                    + "save array.astype('<f4') instead")
        }
    }

    @Test("shapes that are no table, or more than a file can hold")
    func shapes() throws {
        func dictionary(_ shape: String, order: String = "False") -> String {
            "{'descr': '<f8', 'fortran_order': \(order), 'shape': \(shape)}"
        }
        let reshape = "not one or two dimensions; reshape it to [samples, features]"
        try expect(Golden.bytes("scalar.npy"), "has the shape (), \(reshape)")
        try expect(Golden.bytes("three-dimensions.npy"), "has the shape (2, 3, 4), \(reshape)")
        let many = "(" + String(repeating: "1, ", count: 65) + ")"
        try expect(
            array(dictionary(many)),
            "has more than 64 dimensions; reshape it to [samples, features]")
        let noElements = "so no elements; check the step that wrote it"
        try expect(Golden.bytes("empty.npy"), "has the shape (0, 3), \(noElements)")
        try expect(
            array(dictionary("(0, 4611686018427387904)", order: "True")),
            "has the shape (0, 4611686018427387904), \(noElements)")
        let tooLarge = "more than any file can hold; \(damaged)"
        try expect(
            array(dictionary("(4611686018427387904, 2)")),
            "claims the shape (4611686018427387904, 2), \(tooLarge)")
        try expect(
            array(dictionary("(9223372036854775807,)")),
            "claims the shape (9223372036854775807,), \(tooLarge)")
        try expect(
            array(dictionary("(99999999999999999999,)")),
            "has a dimension of 99999999999999999999, more than 2⁶³ − 1; \(damaged)")
    }

    @Test("data shorter or longer than the shape says")
    func length() throws {
        let whole = try Golden.bytes("float64.npy")
        try expect(
            whole.dropLast(),
            "has 47 bytes of data, but the shape (2, 3) of '<f8' needs 48; copy or download it "
                + "again")
        try expect(
            array("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}"),
            "has 0 bytes of data, but the shape (1000000000000,) of '<f4' needs 4000000000000; "
                + "copy or download it again")
        try expect(
            whole + Data([1, 2]),
            "goes on for 2 bytes after its array of shape (2, 3); save each array to a file of "
                + "its own")
    }

    @Test("spacing, quotes, order of keys and Python 2's suffix are free")
    func liberal() throws {
        let text = "\t{ \"shape\" :(2L , 1L),'fortran_order':True ,\n'descr':'<f4',} \n"
        let path = try folder.file("x.npy", array(text, data: 8))
        #expect(try ArrayFile(path: path).floats() == Matrix(zeros: 2, 1))
    }

    @Test("20,000 damaged files are refused or read, never more")
    func mutations() throws {
        var stream = RandomStream(seed: 7, stream: "mutations")
        let seeds = try [
            "float64.npy", "float64-version2.npy", "float64-column-major.npy", "records.npy",
            "int64.npy", "objects.npy",
        ].map { try [UInt8](Golden.bytes($0)) }
        let telling = Array("{}()[]'\",:0123456789LTFO<>|fiu -\n\0\u{ff}".utf8)
        var (read, refused) = (0, 0)
        for round in 0..<20_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...stream.index(below: 4) {
                // Half of the damage keeps the length, so that some files stay readable.
                let place = stream.index(below: bytes.count)
                switch stream.index(below: 6) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
                case 1: bytes[place] = telling[stream.index(below: telling.count)]
                case 2: bytes.insert(telling[stream.index(below: telling.count)], at: place)
                case 3: bytes.remove(at: place)
                default: bytes[place] ^= 1 << UInt8(stream.index(below: 8))
                }
            }
            if stream.index(below: 20) == 0 {
                bytes.removeLast(stream.index(below: bytes.count))
            }
            do {
                let file = try ArrayFile(contents: Data(bytes), path: "x.npy")
                let matrix = try file.doubles()
                #expect(matrix.rows * matrix.columns * file.elementType.size < bytes.count)
                read += 1
            } catch {
                #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
                refused += 1
            }
        }
        // Both outcomes must occur, or the damage is too mild or too heavy to mean anything.
        #expect(read > 500)
        #expect(refused > 5000)
    }
}
