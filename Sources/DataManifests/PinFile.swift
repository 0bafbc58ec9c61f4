internal import FoundationEssentials

/// The pins of a project: `data-manifests/pins.json`, which is committed.
///
/// The first download of a file whose checksum nobody publishes decides what the file is; from
/// then on, on every machine, a different one is an error.
package struct PinFile: Hashable, Sendable {
    package static let currentVersion = 1
    /// Relative to the project.
    package static let path = ManifestReader.folder + "/pins.json"

    /// By `dataset/source/file`.
    package private(set) var pins: [String: Pin]

    package init(pins: [String: Pin] = [:]) {
        precondition(pins.keys.allSatisfy(Self.isKey), "a key is not dataset/source/file")
        self.pins = pins
    }

    /// What a file is called here; names have no slash, so no two files share a key.
    package static func key(dataset: String, source: String, file: String) -> String {
        "\(dataset)/\(source)/\(file)"
    }

    static func isKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty }
    }

    /// The pins with further ones; a pin that agrees with one that is there changes nothing.
    ///
    /// - Throws: `.conflicts` with all that differ.
    package func adding(_ new: [String: Pin]) throws(PinFileError) -> PinFile {
        precondition(new.keys.allSatisfy(Self.isKey), "a key is not dataset/source/file")
        var result = self
        var conflicts: [PinConflict] = []
        for (key, pin) in new.sorted(by: { $0.key < $1.key }) {
            if let pinned = pins[key] {
                guard !pinned.agrees(with: pin) else { continue }
                conflicts.append(PinConflict(key: key, pinned: pinned, fetched: pin))
            }
            result.pins[key] = pin
        }
        guard conflicts.isEmpty else { throw .conflicts(conflicts) }
        return result
    }

    /// Sorted keys, two spaces, a newline at the end: differences in a commit are lines.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content = Content(version: Self.currentVersion, pins: pins)
        return Array(try encoder.encode(content)) + [UInt8(ascii: "\n")]
    }

    private struct Content: Encodable {
        var version: Int
        var pins: [String: Pin]
    }
}
