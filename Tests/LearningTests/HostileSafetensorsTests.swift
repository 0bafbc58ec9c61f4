import Foundation
import LinearAlgebra
import Testing

@testable import Learning

@Suite struct HostileSafetensorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: Data
        let message: String

        init(_ name: String, _ header: String, data: Int = 0, _ message: String) {
            self.init(name, safetensorsBytes(header: header, dataLength: data), message)
        }

        init(_ name: String, _ bytes: Data, _ message: String) {
            testDescription = name
            self.bytes = bytes
            self.message = message
        }
    }

    /// A header's tensor `a` of dtype F32.
    private static func tensor(_ shape: String, _ offsets: String) -> String {
        #""a":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    static let fileCases = [
        Case("empty file", Data(), "has 0 bytes; a safetensors file has at least 8"),
        Case("cut length", Data([1, 2, 3]), "has 3 bytes; a safetensors file has at least 8"),
        Case(
            "header past the end", safetensorsBytes(header: "{}", announcing: 99),
            "announces a header of 99 bytes, but only 2 follow; it was cut off"),
        Case(
            "huge header", safetensorsBytes(header: "{}", announcing: 100_000_001),
            "announces a header of 100000001 bytes, more than the format's 100000000; "
                + "is it a safetensors file?"),
        Case(
            "largest length", safetensorsBytes(header: "{}", announcing: .max),
            "announces a header of 18446744073709551615 bytes, more than the format's 100000000; "
                + "is it a safetensors file?"),
        Case(
            "no header", safetensorsBytes(header: ""),
            "byte 0 of the header: expected '{', but it ends there"),
    ]

    static let syntaxCases = [
        Case("no JSON", "hello", #"byte 0 of the header: expected '{', but found "h""#),
        Case("cut JSON", #"{"a":{"#, #"byte 6 of the header: expected '"', but it ends there"#),
        Case(
            "something after", "{} x",
            #"byte 3 of the header: expected the header's end, but found "x""#),
        Case(
            "trailing comma", #"{"a":{"dtype":"F32",}}"#,
            #"byte 20 of the header: expected '"', but found "}""#),
        Case(
            "open string", #"{"abc"#,
            "byte 5 of the header: expected the string's closing quote, but it ends there"),
        Case(
            "control character", "{\"a\u{1}\":{}}",
            #"byte 3 of the header: expected no control character within a string, but found "\u{01}""#
        ),
        Case(
            "bad escape", #"{"a\x":{}}"#,
            #"byte 3 of the header: expected a JSON escape, but found "\\""#),
        Case(
            "half a surrogate pair", #"{"\ud83dx":{}}"#,
            #"byte 8 of the header: expected a JSON escape, but found "x""#),
        Case(
            "surrogates the wrong way round", #"{"\ude00":{}}"#,
            #"byte 8 of the header: expected a low surrogate only after a high one, but found "\"""#
        ),
        Case(
            "invalid UTF-8",
            Data([4, 0, 0, 0, 0, 0, 0, 0]) + Data([0x7b, 0x22, 0xff, 0x22]),
            #"byte 3 of the header: expected valid UTF-8 before the string's end, but found "\"""#),
        Case(
            "deep nesting", String(repeating: #"{"a":"#, count: 50_000),
            #"tensor "a" has the unknown field "a"; expected dtype, shape and data_offsets"#),
        Case(
            "deep arrays", #"{"a":{"shape":"# + String(repeating: "[", count: 50_000),
            "byte 15 of the header: expected a whole number from 0 to 9223372036854775807, "
                + #"but found "[""#),
        Case(
            "negative dimension", "{\(tensor("[-1]", "[0,4]"))}",
            "byte 29 of the header: expected a whole number from 0 to 9223372036854775807, "
                + #"but found "-""#),
        Case(
            "fraction", "{\(tensor("[1.0]", "[0,4]"))}",
            #"byte 30 of the header: expected ']', but found ".""#),
        Case(
            "number past 64 bits", "{\(tensor("[9223372036854775808]", "[0,4]"))}",
            "byte 29 of the header: expected a whole number from 0 to 9223372036854775807, "
                + #"but found "9""#),
        Case(
            "metadata that is no text", #"{"__metadata__":{"a":1}}"#,
            #"byte 21 of the header: expected '"', but found "1""#),
    ]

    static let contentCases = [
        Case(
            "name twice", "{\(tensor("[0]", "[0,0]")),\(tensor("[0]", "[0,0]"))}",
            #"the header has the key "a" twice"#),
        Case(
            "field twice", #"{"a":{"dtype":"F32","dtype":"F32"}}"#,
            #"the header has the key "dtype" twice"#),
        Case(
            "no dtype", #"{"a":{"shape":[],"data_offsets":[0,4]}}"#, data: 4,
            #"tensor "a" has no dtype"#),
        Case(
            "no shape", #"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, data: 4,
            #"tensor "a" has no shape"#),
        Case(
            "no offsets", #"{"a":{"dtype":"F32","shape":[]}}"#, data: 4,
            #"tensor "a" has no data_offsets"#),
        Case(
            "unknown dtype", #"{"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}"#, data: 8,
            #"tensor "a" has dtype "U64"; only F32, F64, F16, BF16, I64 can be read"#),
        Case(
            "whole numbers", #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, data: 8,
            #"tensor "a" of shape [1] has dtype "I64"; only a counter 'num_batches_tracked' of shape "#
                + "[] may have whole numbers: save it as F32"),
        Case(
            "several counters",
            #"{"b.num_batches_tracked":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#,
            data: 16,
            #"tensor "b.num_batches_tracked" of shape [2] has dtype "I64"; only a counter "#
                + "'num_batches_tracked' of shape [] may have whole numbers: save it as F32"),
        Case(
            "huge shape", "{\(tensor("[4294967296,4294967296]", "[0,4]"))}", data: 4,
            #"tensor "a" of shape [4294967296, 4294967296] is too large"#),
        Case(
            "size that overflows only in bytes", "{\(tensor("[4611686018427387904]", "[0,0]"))}",
            #"tensor "a" of shape [4611686018427387904] is too large"#),
        Case(
            "end before begin", "{\(tensor("[1]", "[4,0]"))}", data: 4,
            #"tensor "a" has data_offsets [4, 0]; expected a begin and an end that does not precede it"#
        ),
        Case(
            "three offsets", "{\(tensor("[1]", "[0,4,8]"))}", data: 8,
            #"tensor "a" has data_offsets [0, 4, 8]; expected a begin and an end that does not precede it"#
        ),
        Case(
            "past the end", "{\(tensor("[2]", "[0,8]"))}", data: 4,
            #"tensor "a" ends at byte 8 of the data, which have only 4"#),
        Case(
            "wrong size", "{\(tensor("[2,3]", "[0,16]"))}", data: 16,
            #"tensor "a" of dtype F32 and shape [2, 3] needs 24 bytes, but its data_offsets [0, 16] hold 16"#
        ),
        Case(
            "overlap",
            #"{\#(tensor("[2]", "[0,8]")),"b":{"dtype":"F16","shape":[2],"data_offsets":[6,10]}}"#,
            data: 10,
            #"tensor "b" overlaps: it begins at byte 6 of the data, but tensor "a" ends at 8"#),
        Case(
            "gap",
            #"{\#(tensor("[1]", "[0,4]")),"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
            data: 12,
            #"tensor "b" leaves a gap: it begins at byte 8 of the data, but tensor "a" ends at 4"#),
        Case(
            "gap at the front", "{\(tensor("[1]", "[4,8]"))}", data: 8,
            #"tensor "a" leaves a gap: it begins at byte 4 of the data, but the data begin at 0"#),
        Case(
            "data of no tensor", "{\(tensor("[1]", "[0,4]"))}", data: 7,
            "3 bytes at the end of the file belong to no tensor"),
        Case(
            "endless name", #"{"\#(String(repeating: "x", count: 5000))":{}}"#,
            #"tensor "\#(String(repeating: "x", count: 77))..." has no dtype"#),
    ]

    @Test("is refused with its reason", arguments: fileCases + syntaxCases + contentCases)
    func refused(_ hostile: Case) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try hostile.bytes.write(to: URL(filePath: path))
            #expect(throws: TensorFileError(path, hostile.message)) {
                try TensorFile(safetensors: path)
            }
        }
    }

    @Test(
        "20,000 damaged headers are read or refused, never crash, and allocate by the file's size")
    func mutations() throws {
        let path = Goldens.folder.appending(path: "formats.safetensors").path
        let original = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let headerLength = Int(original[0]) | Int(original[1]) << 8
        let header = Array(original[8..<8 + headerLength])
        let dataLength = original.count - 8 - headerLength
        var stream = RandomStream(seed: 1, stream: "mutations")
        let fragments = [
            "9999999999", "[", "]", "{", "}", "\"", "\\u", ",", ":", "-1", "F64", "0", " ", "\u{0}",
            "\"a\":{", "data_offsets", "18446744073709551616",
        ].map { Array($0.utf8) }
        var refused = 0
        for _ in 0..<20_000 {
            var text = header
            for _ in 0...stream.index(below: 3) {
                mutate(&text, fragments: fragments, by: &stream)
            }
            do throws(TensorFileError) {
                let result = try SafetensorsHeader(
                    parsing: text, dataLength: dataLength, file: "fuzz")
                let total = result.entries.reduce(0) { $0 + $1.bytes.count }
                #expect(total == dataLength)
            } catch {
                refused += 1
                #expect(error.description.hasPrefix("fuzz: "))
            }
        }
        #expect(refused > 10_000 && refused < 20_000, "both outcomes occur: \(refused)")
    }

    @Test("500 damaged files are read or refused, never crash")
    func damagedFiles() throws {
        let golden = Goldens.folder.appending(path: "formats.safetensors").path
        let original = try [UInt8](Data(contentsOf: URL(filePath: golden)))
        var stream = RandomStream(seed: 2, stream: "mutations")
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "model.safetensors")
            var refused = 0
            for _ in 0..<500 {
                var bytes = original
                mutate(&bytes, fragments: [[0, 0, 0], [0xff]], by: &stream)
                try Data(bytes).write(to: url)
                do throws(TensorFileError) {
                    _ = try TensorFile(safetensors: url.path)
                } catch {
                    refused += 1
                    #expect(error.description.hasPrefix(url.path + ": "))
                }
            }
            #expect(refused > 100 && refused < 500, "both outcomes occur: \(refused)")
        }
    }

    /// Flips, deletes, repeats or inserts something at a random place.
    private func mutate(
        _ bytes: inout [UInt8], fragments: [[UInt8]], by stream: inout RandomStream
    ) {
        guard !bytes.isEmpty else { return }
        let place = stream.index(below: bytes.count)
        let length = min(1 + stream.index(below: 12), bytes.count - place)
        switch stream.index(below: 6) {
        case 0: bytes[place] ^= UInt8(1 << stream.index(below: 8))
        case 1: bytes[place] = UInt8(stream.index(below: 256))
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 4: bytes.insert(contentsOf: fragments[stream.index(below: fragments.count)], at: place)
        default: bytes.removeSubrange(place...)
        }
    }
}
