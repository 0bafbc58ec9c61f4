internal import FoundationEssentials

/// What a stage that brings data says of them: where they are from and how they are read.
///
/// The same bytes wherever the files came from, so that a mirror changes nothing downstream.
package struct DatasetDescription: Codable, Hashable, Sendable {
    package static let currentVersion = 1

    package struct File: Codable, Hashable, Sendable {
        package var name: String
        /// In bytes.
        package var size: Int
        package var sha256: String

        package init(name: String, size: Int, sha256: String) {
            self.name = name
            self.size = size
            self.sha256 = sha256
        }
    }

    package var version: Int
    package var dataset: String
    package var title: String
    /// The source's name in the manifest, or the kind of stage that made the data.
    package var source: String
    /// `nil` for data that were made up.
    package var fidelity: Fidelity?
    package var note: String?
    package var licence: String?
    /// What stands in for the real data; `nil` for real ones.
    package var standIn: String?
    /// As they were downloaded; empty for data that were made up.
    package var files: [File]
    /// `nil` where the outputs say enough themselves.
    package var layout: DataLayout?
    /// Whether a step before has taken the layout's first samples, and nobody has counted the rest.
    package var isCut: Bool?

    package init(
        dataset: String, title: String, source: String, fidelity: Fidelity? = nil,
        note: String? = nil, licence: String? = nil, standIn: String? = nil, files: [File] = [],
        layout: DataLayout? = nil
    ) {
        version = Self.currentVersion
        self.dataset = dataset
        self.title = title
        self.source = source
        self.fidelity = fidelity
        self.note = note
        self.licence = licence
        self.standIn = standIn
        self.files = files
        self.layout = layout
    }

    private enum CodingKeys: String, CodingKey {
        case version, dataset, title, source, fidelity, note, licence, files, layout
        case standIn = "stand_in"
        case isCut = "is_cut"
    }
}

extension DatasetDescription {
    /// One line for a figure: `Swimmer (source roll-out, substitute)`.
    package var caption: String {
        if let standIn { return "stand-in data (\(standIn))" }
        return "\(title) (source \(source)\(fidelity.map { ", \($0.rawValue)" } ?? ""))"
    }

    /// - Throws: `DecodingError`, or `UnknownDescriptionVersion`.
    package init(json: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
        guard version == Self.currentVersion else {
            throw UnknownDescriptionVersion(version: version)
        }
    }
}

package struct UnknownDescriptionVersion: Error, CustomStringConvertible {
    package var version: Int

    package var description: String {
        """
        the description of the data has version \(version), this program reads \
        \(DatasetDescription.currentVersion): fetch the data again
        """
    }
}
