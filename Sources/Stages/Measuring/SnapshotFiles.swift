internal import Foundation

/// The models of one training in a folder, `epoch-0000.safetensors` and so on, by their epochs.
struct SnapshotFiles {
    struct Entry: Equatable {
        let epoch: Int
        let path: String
    }

    /// Ascending; at least one.
    let entries: [Entry]

    /// - Throws: for a folder that holds none, something else, or an epoch twice.
    init(in folder: String) throws {
        var paths: [Int: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            guard let epoch = Self.epoch(name) else { throw StageError.otherFile(name) }
            guard paths.updateValue("\(folder)/\(name)", forKey: epoch) == nil else {
                throw StageError.repeatedEpoch(epoch)
            }
        }
        guard !paths.isEmpty else { throw StageError.noSnapshots(folder) }
        entries = paths.sorted { $0.key < $1.key }.map { Entry(epoch: $0.key, path: $0.value) }
    }

    private static func epoch(_ name: String) -> Int? {
        guard name.hasPrefix("epoch-"), name.hasSuffix(".safetensors") else { return nil }
        let digits = name.dropFirst("epoch-".count).dropLast(".safetensors".count)
        guard digits.allSatisfy({ "0"..."9" ~= $0 }) else { return nil }
        return Int(digits)
    }
}

extension StageError {
    fileprivate static func otherFile(_ name: String) -> StageError {
        StageError(
            description: """
                '\(name)' is no snapshot: the folder holds nothing but models named \
                epoch-0001.safetensors and so on, as train.mlp leaves them
                """)
    }

    fileprivate static func repeatedEpoch(_ epoch: Int) -> StageError {
        StageError(description: "there are two snapshots of epoch \(epoch); keep one of them")
    }

    fileprivate static func noSnapshots(_ folder: String) -> StageError {
        StageError(
            description: """
                '\(folder)' holds no snapshots; ask train.mlp for them with 'snapshots: listed'
                """)
    }
}
