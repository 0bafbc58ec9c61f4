/// Claims as test cases, in the XML that CI systems read: `failed` is a failure, `mixed` and
/// `undetermined` are errors.
package struct JUnitReport {
    /// One claim as a test case.
    package struct Case: Sendable, Hashable {
        package enum Problem: Sendable, Hashable {
            case failure, error
        }

        package var name: String
        package var problem: Problem?
        /// `failed`, `mixed`, `undetermined` or `changed`.
        package var kind: String
        /// What the problem is, a line each.
        package var details: [String]

        package init(
            name: String, problem: Problem? = nil, kind: String = "", details: [String] = []
        ) {
            self.name = name
            self.problem = problem
            self.kind = kind
            self.details = details
        }
    }

    private let suite: String
    private let cases: [Case]

    /// - Parameter suite: what the cases are part of, such as `my-paper.quick`.
    package init(suite: String, cases: [Case]) {
        self.suite = suite
        self.cases = cases
    }

    package var text: String {
        let failures = cases.count { $0.problem == .failure }
        let errors = cases.count { $0.problem == .error }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
        let name = Self.escaped(suite)
        let lines =
            [
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
                "  <testsuite name=\"\(name)\" \(counts) skipped=\"0\">",
            ] + cases.flatMap { element(of: $0, suite: name) } + [
                "  </testsuite>", "</testsuites>",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func element(of test: Case, suite: String) -> [String] {
        let head = "    <testcase classname=\"\(suite)\" name=\"\(Self.escaped(test.name))\""
        guard let problem = test.problem else { return [head + "/>"] }
        let element = problem == .failure ? "failure" : "error"
        let message = Self.escaped(test.details.first ?? test.kind)
        let type = Self.escaped(test.kind)
        let details = Self.escaped(test.details.joined(separator: "\n"), keepsLines: true)
        return [
            head + ">",
            "      <\(element) type=\"\(type)\" message=\"\(message)\">\(details)</\(element)>",
            "    </testcase>",
        ]
    }

    /// Text that is safe in elements and attributes; what XML 1.0 can't hold becomes U+FFFD.
    private static func escaped(_ text: String, keepsLines: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += keepsLines ? "\n" : "&#10;"
            case "\t": result += "&#9;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
