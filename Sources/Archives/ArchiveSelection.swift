/// Entries of an archive that are wanted, by what is called a pattern where they are asked for.
package struct EntryPattern: Sendable {
    /// For messages: a path, or whatever stands for several.
    package let text: String
    /// Whether it stands for a path, which is relative and normalised.
    package let matches: @Sendable (_ path: String) -> Bool

    package init(_ text: String, matches: @escaping @Sendable (_ path: String) -> Bool) {
        self.text = text
        self.matches = matches
    }
}

/// What to take out of an archive, and how much it may hold.
package struct ArchiveSelection: Sendable {
    /// Each has to match a file. Empty takes every file.
    package var take: [EntryPattern]
    /// Leading components cut off the path of each file taken.
    package var strip: Int
    /// Entries the archive may have, those that are not taken included.
    package var maximumEntries: Int
    /// Bytes that may come out of the archive, in all. What has to be decompressed only to be
    /// skipped (in a compressed tar) counts too.
    package var maximumBytes: Int

    package init(
        take: [EntryPattern] = [], strip: Int = 0, maximumEntries: Int, maximumBytes: Int
    ) {
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
    private let patterns: [EntryPattern]
    private var isMatched: [Bool]
    private var near = NearNames()

    init(_ selection: ArchiveSelection) {
        patterns = selection.take
        isMatched = Array(repeating: false, count: patterns.count)
    }

    /// Whether the entry is wanted.
    ///
    /// - Parameter isFile: whether it satisfies the patterns it matches; a folder doesn't.
    mutating func takes(_ path: EntryPath, isFile: Bool) -> Bool {
        guard !patterns.isEmpty else { return true }
        let text = path.text
        if isFile { near.add(text) }
        var isTaken = false
        for index in patterns.indices where patterns[index].matches(text) {
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
