import Foundation

/// A file of a source, and what its manifest says of it.
struct OfferedFile {
    let name: String
    let bytes: [UInt8]
    /// Where it is; nowhere for a file that only a mirror may have.
    var path: String?
    /// What the manifest says, right or wrong.
    var sha256: String?
    /// Of an archive: what is taken, as YAML.
    var archive: String?

    /// Puts a file where its source has it.
    ///
    /// - Parameter isPublished: whether the manifest has its digest.
    init(
        _ name: String, _ text: String, in project: FetchProject, isPublished: Bool = true
    ) throws {
        self.name = name
        bytes = Array(text.utf8)
        path = try project.folder.write(text, to: "origin/\(name)")
        sha256 = isPublished ? digest : nil
    }

    /// Offers an archive of `Golden/archives`.
    ///
    /// - Parameters:
    ///   - take: patterns, as YAML.
    ///   - name: what the source calls it.
    init(archive golden: String, as name: String? = nil, take: String, strip: Int = 0) throws {
        let path = GoldenFile.path("archives/\(golden)")
        self.name = name ?? golden
        self.path = path
        bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        archive =
            "{take: \(take), strip: \(strip), maximum_entries: 20, maximum_bytes: 1000}"
        sha256 = digest
    }

    /// Of what is there.
    var digest: String { GoldenFile.sha256(bytes) }

    /// An entry of `files`.
    var entry: String {
        let members = [
            "name: \(name)", path.map { "urls: [\"file://\($0)\"]" },
            sha256.map { "sha256: \($0)" }, archive.map { "archive: \($0)" },
        ]
        return "{\(members.compactMap(\.self).joined(separator: ", "))}"
    }

    /// An entry of `sources` with some files.
    static func source(
        _ name: String, _ files: OfferedFile..., fidelity: String = "original",
        note: String? = nil, manual: String? = nil, layout: String = "\"**/*.csv\""
    ) -> String {
        """
          - name: \(name)
            fidelity: \(fidelity)
            \(note.map { "note: \($0)" } ?? "")
            \(manual.map { "manual: |\n      " + $0.replacing("\n", with: "\n      ") } ?? "")
            files: [\(files.map(\.entry).joined(separator: ", "))]
            layout: {format: csv, files: \(layout), header: false, inputs: [0], targets: [1]}
        """
    }
}
