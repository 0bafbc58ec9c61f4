/// One problem in a pipeline: what is wrong, where, and what was expected instead.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error, warning
    }

    /// Another place that the reader has to see to understand the problem.
    package struct Related: Hashable, Sendable {
        package var message: String
        package var place: Place

        package init(_ message: String, at place: Place) {
            self.message = message
            self.place = place
        }
    }

    package var severity: Severity
    package var message: String
    /// `nil` for what was written on the command line.
    package var place: Place?
    /// What was expected, or the remedy; stands beside the caret.
    package var label: String?
    package var related: [Related]

    package init(
        severity: Severity = .error, _ message: String, at place: Place?, label: String? = nil,
        related: [Related] = []
    ) {
        self.severity = severity
        self.message = message
        self.place = place
        self.label = label
        self.related = related
    }

    /// `'text'`, clipped so that a hostile value cannot fill a terminal.
    package static func quoted(_ text: some StringProtocol) -> String {
        let limit = 60
        let head = text.unicodeScalars.prefix(limit + 1)
        guard head.count > limit else { return "'\(text)'" }
        return "'\(String(String.UnicodeScalarView(head.dropLast())))…'"
    }

    /// `a, b, c` for a label, clipped after some names.
    package static func listed(_ names: [String]) -> String {
        let limit = 12
        let shown = names.prefix(limit).map { $0.unicodeScalars.count > 60 ? quoted($0) : $0 }
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// `did you mean 'x'?`, or all there is to choose from, or `fallback` when there is nothing.
    package static func suggestion(
        for name: String, among names: [String], otherwise fallback: String
    ) -> String {
        if let nearest = NearestName.of(name, among: names) { return "did you mean '\(nearest)'?" }
        guard !names.isEmpty else { return fallback }
        // Of many names only the first are shown: rather those that begin as this one does, `fig8_`.
        let family = name.firstIndex(where: { "_-.".contains($0) }).map { name[...$0] }
        func isRelated(_ other: String) -> Bool { family.map(other.hasPrefix) ?? false }
        let sorted = names.filter(isRelated) + names.filter { !isRelated($0) }
        return "expected one of: \(listed(sorted))"
    }
}
