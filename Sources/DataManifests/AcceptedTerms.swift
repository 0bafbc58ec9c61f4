internal import FoundationEssentials

/// The terms of data sets that were accepted in a project, with their words: other words have to
/// be accepted anew.
///
/// A file for each data set, so that those who accept several at once do not lose one.
package struct AcceptedTerms: Sendable {
    /// Below the project's cache folder.
    package static let folderName = "accepted-terms"

    private struct Acceptance: Codable {
        static let currentVersion = 1

        var version = currentVersion
        var terms: String
        var acceptedAt: String

        private enum CodingKeys: String, CodingKey {
            case version, terms
            case acceptedAt = "accepted_at"
        }
    }

    private let folder: String

    /// - Parameter folder: the project's cache folder.
    package init(in folder: String) { self.folder = "\(folder)/\(Self.folderName)" }

    /// A record that cannot be read, or is of another version, accepts nothing.
    package func covers(_ terms: String, of dataset: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: path(dataset)),
            let record = try? JSONDecoder().decode(Acceptance.self, from: data)
        else { return false }
        return record.version == Acceptance.currentVersion && record.terms == terms
    }

    /// Records an acceptance, in place of an older one of the same data set; atomically.
    package func record(_ terms: String, of dataset: String) throws {
        guard !covers(terms, of: dataset) else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let record = Acceptance(terms: terms, acceptedAt: Date.now.formatted(.iso8601))
        try encoder.encode(record).write(to: URL(filePath: path(dataset)), options: .atomic)
    }

    private func path(_ dataset: String) -> String { "\(folder)/\(dataset).json" }
}
