internal import Foundation
internal import Glibc

/// Files that are to lie in one folder, and where they are until then.
///
/// Nothing is placed before all of them have a place.
struct FileTree {
    private var entries: [(source: String, path: String)] = []
    private var files: Set<String> = []
    private var folders: Set<String> = []

    /// - Parameters:
    ///   - source: where the file is; several may come from one.
    ///   - path: below the folder, normalised.
    /// - Throws: for a path that is taken, as a file or as a folder.
    mutating func add(_ source: String, as path: String) throws(StageError) {
        guard files.insert(path).inserted else { throw .sameName(path) }
        let parents = Self.parents(of: path)
        folders.formUnion(parents)
        for place in [path] + parents where files.contains(place) && folders.contains(place) {
            throw .fileAndFolder(place)
        }
        entries.append((source, path))
    }

    /// All folders that lead to a path.
    private static func parents(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
    }

    /// Gives the files their names there too, or copies them where a disk knows no links.
    ///
    /// - Parameter folder: made when it is missing.
    func link(into folder: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (source, path) in entries {
            let target = "\(folder)/\(path)"
            try manager.createDirectory(
                at: URL(fileURLWithPath: target).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            if unsafe Glibc.link(source, target) != 0 {
                try manager.copyItem(atPath: source, toPath: target)
            }
        }
    }
}

extension StageError {
    fileprivate static func sameName(_ path: String) -> StageError {
        StageError(
            description: """
                two files of the source are called '\(path)'; give one of them another name, or \
                take less out of the archive
                """)
    }

    fileprivate static func fileAndFolder(_ path: String) -> StageError {
        StageError(
            description: """
                '\(path)' is both a file and a folder among those of the source; give the file \
                another name, or take less out of the archive
                """)
    }
}
