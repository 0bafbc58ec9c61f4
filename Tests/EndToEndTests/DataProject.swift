import Foundation
import TestSupport

/// A project with one data set of two columns, `numbers`, that some server or folder has.
struct DataProject {
    static let pipeline = """
        pipeline: {name: data, schema: 1}
        stages:
          files: {kind: dataset.fetch, with: {dataset: numbers}}
          numbers:
            kind: dataset.tabular
            inputs: {files: files.files, description: files.description}
        figures:
          shown: {title: The files, publish: {files: files.files}}

        """

    let project: ScratchProject

    /// - Parameters:
    ///   - file: lines below `- name: numbers.csv` of the manifest: `urls`, `size`, `sha256`.
    ///   - terms: what has to be accepted.
    init(file: [String], terms: String? = nil) throws {
        project = try ScratchProject(pipelines: ["data.yaml": Self.pipeline])
        try project.write(
            Self.manifest(file: file, terms: terms), to: "data-manifests/numbers.yaml")
    }

    static func manifest(file: [String], terms: String? = nil) -> String {
        """
        dataset: numbers
        schema: 1
        title: Numbers
        description: Numbers in two columns.
        citation: none
        licence: CC0
        \(terms.map { "terms: \($0)" } ?? "")
        sources:
          - name: web
            fidelity: original
            files:
              - name: numbers.csv
        \(file.map { "        \($0)" }.joined(separator: "\n"))
            layout:
              format: csv
              files: numbers.csv
              header: false
              inputs: [0]
              targets: [1]

        """
    }

    /// A file of so many rows that a slow server needs some seconds for it.
    static func rows(_ count: Int) -> String {
        (0..<count).map { "\($0),\(Double($0 * $0 % 1013) / 8)" }.joined(separator: "\n") + "\n"
    }

    /// The fetched file, which is in the store, published.
    func fetched() throws -> String {
        try project.run("run", "shown", "--offline")
        return try project.text("results/default/files/numbers.csv")
    }

    /// Forgets everything that was fetched.
    func forget() throws {
        try FileManager.default.removeItem(at: project.root.appendingPathComponent(".nrc-pipe"))
    }
}
