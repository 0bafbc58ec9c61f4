internal import FoundationEssentials

/// The terms of data sets that were accepted in a project, with their words: other words have to
/// be accepted anew.
package struct AcceptedTerms: Codable, Sendable {
    package static let fileName = "accepted-terms.json"
    private static let currentVersion = 1

    private struct Acceptance: Codable {
        var terms: String
        var acceptedAt: String

        private enum CodingKeys: String, CodingKey {
            case terms
            case acceptedAt = "accepted_at"
        }
    }

    private var version = currentVersion
    private var accepted: [String: Acceptance] = [:]

    /// - Parameter folder: the project's cache folder. A record that cannot be read accepts nothing.
    package init(in folder: String) {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.fileName)"),
            let record = try? JSONDecoder().decode(Self.self, from: data),
            record.version == Self.currentVersion
        else { return }
        self = record
    }

    package func covers(_ terms: String, of dataset: String) -> Bool {
        accepted[dataset]?.terms == terms
    }

    /// Records an acceptance, in place of an older one of the same data set; atomically.
    package static func record(
        _ terms: String, of dataset: String, in folder: String
    ) throws {
        var record = AcceptedTerms(in: folder)
        guard !record.covers(terms, of: dataset) else { return }
        record.accepted[dataset] = Acceptance(
            terms: terms, acceptedAt: Date.now.formatted(.iso8601))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(record)
            .write(to: URL(filePath: "\(folder)/\(Self.fileName)"), options: .atomic)
    }
}
