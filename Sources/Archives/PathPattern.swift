/// A path with wild cards: `*` and `?` stand for any characters and any one character within a
/// component, a component `**` for any number of components, none included. Everything else,
/// brackets too, stands for itself.
struct PathPattern {
    let text: String
    private let components: [[Unicode.Scalar]]

    init(_ text: String) {
        self.text = text
        components = text.split(separator: "/", omittingEmptySubsequences: false)
            .map { Array($0.unicodeScalars) }
    }

    func matches(_ path: EntryPath) -> Bool {
        let parts = path.components.map { Array($0.unicodeScalars) }
        return Self.matches(
            components, parts, isAnySequence: { $0 == ["*", "*"] },
            matchesOne: { pattern, part in
                Self.matches(
                    pattern, part, isAnySequence: { $0 == "*" },
                    matchesOne: { $0 == "?" || $0 == $1 })
            })
    }

    /// Whether the elements are an instance of the pattern, in time proportional to the product of
    /// their lengths at most.
    private static func matches<Element>(
        _ pattern: [Element], _ elements: [Element], isAnySequence: (Element) -> Bool,
        matchesOne: (_ pattern: Element, _ element: Element) -> Bool
    ) -> Bool {
        var (place, index) = (0, 0)
        // The last wild card met and where its match ends so far: only that one need be extended.
        var retry: (place: Int, index: Int)?
        while index < elements.count {
            if place < pattern.count, isAnySequence(pattern[place]) {
                retry = (place, index)
                place += 1
            } else if place < pattern.count, matchesOne(pattern[place], elements[index]) {
                place += 1
                index += 1
            } else if let (star, end) = retry {
                retry = (star, end + 1)
                (place, index) = (star + 1, end + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy(isAnySequence)
    }
}
