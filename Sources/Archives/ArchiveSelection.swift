/// What to take out of an archive, and how much it may hold.
package struct ArchiveSelection: Sendable, Equatable {
    /// Paths as the archive has them, or patterns: `*` and `?` within a component, `**` for any
    /// number of components. Empty takes every file.
    package var take: [String]
    /// Leading components cut off the path of each file taken.
    package var strip: Int
    /// Entries the archive may have, those that are not taken included.
    package var maximumEntries: Int
    /// Bytes that may come out of the archive, in all. What has to be decompressed only to be
    /// skipped (in a compressed tar) counts too.
    package var maximumBytes: Int

    package init(take: [String] = [], strip: Int = 0, maximumEntries: Int, maximumBytes: Int) {
        precondition(strip >= 0, "components can't be added")
        precondition(maximumEntries >= 0 && maximumBytes >= 0, "a limit is not negative")
        self.take = take
        self.strip = strip
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
    }
}

/// A selection at work: remembers which patterns have matched a file.
struct SelectionProgress {
    private let patterns: [PathPattern]
    private var isMatched: [Bool]
    private var near = NearNames()

    init(_ selection: ArchiveSelection) {
        patterns = selection.take.map(PathPattern.init)
        isMatched = Array(repeating: false, count: patterns.count)
    }

    /// Whether the entry is wanted.
    ///
    /// - Parameter isFile: whether it satisfies the patterns it matches; a folder doesn't.
    mutating func takes(_ path: EntryPath, isFile: Bool) -> Bool {
        guard !patterns.isEmpty else { return true }
        if isFile { near.add(path.text) }
        var isTaken = false
        for index in patterns.indices where patterns[index].matches(path) {
            isTaken = true
            if isFile { isMatched[index] = true }
        }
        return isTaken
    }

    /// Refuses a selection of which a part came to nothing.
    func check(archive: String) throws(ArchiveError) {
        guard let index = isMatched.firstIndex(of: false) else { return }
        let wanted = patterns[index].text
        throw .matchesNothing(archive, wanted, near: near.nearest(to: wanted))
    }
}
