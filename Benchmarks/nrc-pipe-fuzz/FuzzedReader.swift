internal import DataManifests
internal import Datasets
internal import Foundation
internal import Learning
internal import PipelineLanguage
internal import TestSupport

/// A reader of bytes that nobody vouches for, and what its format is made of.
struct FuzzedReader {
    let name: String
    /// Folder of `Tests/Corpus`.
    let corpus: String
    let words: [String]
    /// Whether the reader took the input.
    let reads: ([UInt8]) throws -> Bool

    /// - Parameter folder: for readers that want a file.
    static func all(in folder: URL) throws -> [FuzzedReader] {
        let manifests = folder.appendingPathComponent(ManifestReader.folder)
        try FileManager.default.createDirectory(at: manifests, withIntermediateDirectories: true)
        let manifest = manifests.appendingPathComponent("hopper\(ManifestReader.suffix)")
        let file = folder.appendingPathComponent("file")
        return [
            FuzzedReader(name: "YAML", corpus: "yaml", words: yamlWords) { bytes in
                readsDocument(bytes)
            },
            FuzzedReader(name: "data manifest", corpus: "manifest", words: manifestWords) { bytes in
                try Data(bytes).write(to: manifest)
                let read = try? ManifestReader.load("hopper", projectRoot: folder.path)
                return read != nil
            },
            FuzzedReader(name: "safetensors", corpus: "safetensors", words: tensorWords) { bytes in
                try Data(bytes).write(to: file)
                return (try? TensorFile(safetensors: file.path)) != nil
            },
            FuzzedReader(name: ".npy", corpus: "npy", words: arrayWords) { bytes in
                try Data(bytes).write(to: file)
                return (try? ArrayFile(path: file.path)) != nil
            },
            FuzzedReader(name: ".npz", corpus: "npz", words: archiveWords) { bytes in
                try Data(bytes).write(to: file)
                return readsArchive(file.path)
            },
            FuzzedReader(name: "CSV", corpus: "csv", words: tableWords) { bytes in
                try Data(bytes).write(to: file)
                return (try? CSVTable(path: file.path, tableLayout)) != nil
            },
        ]
    }

    /// Reads every array.
    private static func readsArchive(_ path: String) -> Bool {
        guard let archive = try? ArrayArchive(path: path), !archive.names.isEmpty else {
            return false
        }
        return archive.names.allSatisfy {
            (try? archive.array($0, maximumBytes: mostArrayBytes)) != nil
        }
    }

    private static let mostArrayBytes = 1 << 24
    private static let tableLayout = CSVLayout(hasHeader: true, columns: .ranges([0..<3]))

    private static func readsDocument(_ bytes: [UInt8]) -> Bool {
        var sources = SourceMap()
        var log = DiagnosticLog()
        var budget = Document.maximumNodeCount
        let file = sources.add(SourceFile(path: "p.yaml", bytes: bytes))
        let document = Document(of: file, in: sources, nodeBudget: &budget, log: &log)
        return document != nil && log.errorCount == 0
    }

    private static let yamlWords = [
        "{", "}", "[", "]", ": ", ", ", "\"", "'", "\n", "- ", "? ", "&a ", "*base", "!!x ",
        "<<: ", "|", ">", "#", "---\n", "...\n", "~", "%YAML 1.2\n", "\t", "\u{0}", "\u{FEFF}",
        "é", "😀",
    ]
    private static let manifestWords =
        yamlWords + [
            "**", "/", "..", "1e999", "-1", "0x", "null", "archive:\n", "urls: []", "sha256: ",
            "bytes: 9223372036854775807", "fidelity: original",
        ]
    private static let tensorWords = [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "-1", "1e9",
        "9223372036854775807", "18446744073709551616", "F32", "data_offsets", "shape", "dtype",
        "__metadata__", "[[[[[[[[",
    ]
    private static let arrayWords = [
        "{", "}", "(", ")", ",", ":", "'", "True", "False", "<f4", ">f8", "|u1",
        "(9223372036854775807,)", "-1", "99999999999999999999", "'descr'", "'shape'",
        "'fortran_order'", "\n", " ",
    ]
    private static let archiveWords = arrayWords + ["PK\u{1}\u{2}", "PK\u{3}\u{4}", ".npy", "../"]
    private static let tableWords = [
        ",", "\"", "\n", "\r", "\r\n", ".", "e", "E-", "+", "-", "nan", "inf", "0x1p3", "1e400",
        "1e-400", "\u{FEFF}", "\u{0}", "\t", " ", "é", ",,,,,,,,", "000000000000000000000",
    ]
}
