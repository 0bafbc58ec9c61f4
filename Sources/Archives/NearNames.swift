/// The files of an archive that somebody who mistyped a path may have meant.
struct NearNames {
    /// More are not remembered: a message shows a few, and names take memory.
    private static let mostNames = 2000
    private static let longestName = 200
    private static let shown = 3

    private var names: [String] = []

    mutating func add(_ name: String) {
        guard names.count < Self.mostNames, name.utf8.count <= Self.longestName else { return }
        names.append(name)
    }

    /// The nearest few: first those of the same file name, then by edit distance.
    func nearest(to wanted: String) -> [String] {
        let wantedFile = Self.file(wanted)
        let ranked = names.map { name in
            let isSame = Self.file(name) == wantedFile
            let distance = Self.editDistance(
                Array(wanted.utf8.prefix(Self.longestName)), Array(name.utf8))
            return (rank: isSame ? 0 : 1, distance: distance, name: name)
        }
        return ranked.sorted {
            ($0.rank, $0.distance, $0.name) < ($1.rank, $1.distance, $1.name)
        }
        .prefix(Self.shown).map(\.name)
    }

    private static func file(_ path: String) -> String {
        (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
    }

    /// Insertions, deletions and substitutions that turn one into the other (Levenshtein).
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for column in right.indices {
                let substitution = previous[column] + (byte == right[column] ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}

extension ArchiveError {
    /// A file that was asked for is not there.
    static func matchesNothing(
        _ archive: String, _ pattern: String, near: [String]
    ) -> ArchiveError {
        let names = near.map { "'\(PrintableName.of($0))'" }.joined(separator: ", ")
        return ArchiveError(
            archive, problem: "has no file '\(PrintableName.of(pattern))'",
            remedy: near.isEmpty ? "it has no files at all" : "the nearest it has: \(names)")
    }
}
