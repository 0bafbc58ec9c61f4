import Foundation
import LinearAlgebra
import Testing

@testable import Learning

@Suite struct SafetensorsTests {
    @Test("what is written is read back, to the last bit")
    func roundTrip() throws {
        let file = TensorFile(
            tensors: [
                NamedTensor(name: "a", shape: [2, 2], elements: [1, -0.0, .nan, .infinity]),
                NamedTensor(name: "layers.10.weight", shape: [1], elements: [3]),
                NamedTensor(name: "layers.2.weight", shape: [3, 0], elements: []),
                NamedTensor(name: "quote \" \\ \n é", shape: [], elements: [0.1]),
            ],
            metadata: ["epoch": "12", "note": "tab\t\u{1}"])
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try file.writeSafetensors(to: path)
            let read = try TensorFile(safetensors: path)
            #expect(read.metadata == file.metadata)
            #expect(read.tensors.map(\.name) == file.tensors.map(\.name))
            #expect(read.tensors.map(\.shape) == file.tensors.map(\.shape))
            #expect(
                read.tensors.map { $0.elements.map(\.bitPattern) }
                    == file.tensors.map { $0.elements.map(\.bitPattern) })
        }
    }

    @Test("the bytes are the format's: sorted names, F32, data at a multiple of 8")
    func exactBytes() throws {
        let file = TensorFile(
            tensors: [
                NamedTensor(name: "b", shape: [1], elements: [2]),
                NamedTensor(name: "a", shape: [1, 2], elements: [1, -1]),
            ], metadata: ["k": "v"])
        let header =
            #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"#
            + #""data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
        let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        let data: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0xbf, 0, 0, 0, 0x40]
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try file.writeSafetensors(to: path)
            let written = try Data(contentsOf: URL(filePath: path))
            #expect(written == safetensorsBytes(header: padded) + data)
            #expect(padded.utf8.count % 8 == 0)
        }
    }

    @Test("a file made by hand elsewhere is read in all four number formats")
    func goldenFile() throws {
        let golden = try Goldens.load().formats
        let path = Goldens.folder.appending(path: "formats.safetensors").path
        let file = try TensorFile(safetensors: path)
        #expect(file.metadata == ["format": "pt", "note": "a\n\"b\" \u{1f600}"])
        let byName = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
        #expect(byName.count == 6)
        func expect(_ name: String, _ shape: [Int], _ values: [Double]) {
            #expect(byName[name]?.shape == shape)
            #expect(byName[name]?.elements == values.map { Float($0) })
        }
        expect("double", [2, 3], golden.double)
        expect("half", [7], golden.half)
        expect("brain", [3, 1], golden.brain)
        expect("single é", [3], golden.single)
        expect("empty", [0, 4], [])
        expect("scalar", [], [-0.0])
    }

    @Test("a double beyond single precision is named, one that is infinite is left to the reader")
    func largeDouble() throws {
        func read(_ numbers: [Double]) throws -> Result<[Float], TensorFileError> {
            let header =
                #"{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#
            let bytes = numbers.flatMap { number in
                (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
            }
            return try withTemporaryFolder { folder in
                let url = folder.appending(path: "model.safetensors")
                try (safetensorsBytes(header: header) + Data(bytes)).write(to: url)
                return Result { () throws(TensorFileError) in
                    try TensorFile(safetensors: url.path).tensors[0].elements
                }.mapError { TensorFileError("", "\($0.description.dropFirst(url.path.count))") }
            }
        }
        #expect(
            try read([1, 1e300])
                == .failure(
                    TensorFileError(
                        "",
                        #": tensor "a" of shape [2] has the value 1e+300 at element 1 (counted from "#
                            + "0, row by row), beyond single precision, in which networks are "
                            + "computed; rescale it")))
        #expect(try read([.infinity, 3e38]) == .success([.infinity, 3e38]))
        #expect(try read([1e-300, -2]) == .success([0, -2]))
    }

    @Test("a counter of batches may be a whole number")
    func counter() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "model.safetensors")
            let header =
                #"{"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"#
            try (safetensorsBytes(header: header) + Data([7, 1, 0, 0, 0, 0, 0, 0])).write(to: url)
            #expect(try TensorFile(safetensors: url.path).tensors.first?.elements == [263])
        }
    }

    @Test("a network is the same after a detour through a file")
    func network() throws {
        let network = MultilayerPerceptron(
            architecture: MultilayerPerceptronArchitecture(
                inputs: 3, width: 4, depth: 7, outputs: 2, hasBiases: true), seed: 1)
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "model.safetensors").path
            try TensorFile(tensors: network.tensors).writeSafetensors(to: path)
            #expect(
                try MultilayerPerceptron(
                    tensors: TensorFile(safetensors: path).tensors, file: path) == network)
        }
    }

    @Test("a write that fails is an error")
    func failedWrite() throws {
        let file = TensorFile(tensors: [NamedTensor(name: "a", shape: [1], elements: [1])])
        #expect(throws: TensorFileError("/dev/full", "cannot be written: No space left on device"))
        {
            try file.writeSafetensors(to: "/dev/full")
        }
        #expect(
            throws: TensorFileError(
                "/nowhere/model.safetensors", "cannot be written: No such file or directory")
        ) {
            try file.writeSafetensors(to: "/nowhere/model.safetensors")
        }
    }

    @Test("what is no regular file is refused, a pipe without waiting for it")
    func notRegular() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appending(path: "pipe").path
            #expect(unsafe mkfifo(pipe, 0o600) == 0)
            #expect(throws: TensorFileError(pipe, "is not a regular file")) {
                try TensorFile(safetensors: pipe)
            }
            #expect(throws: TensorFileError(folder.path, "is not a regular file")) {
                try TensorFile(safetensors: folder.path)
            }
            let missing = folder.appending(path: "missing").path
            #expect(
                throws: TensorFileError(missing, "cannot be opened (No such file or directory)")
            ) {
                try TensorFile(safetensors: missing)
            }
        }
    }
}
