/// What names may look like: letters, digits, `_`, `-` (not first), at most 100 of them.
package enum NameRule {
    /// What is named; the raw value is how messages call it.
    enum Subject: String, Hashable {
        case pipeline, parameter, profile, stage, figure, claim, arm, control, axis, input, output
        case sweepCase = "case"
        case caseField = "field"
    }

    package static let maximumLength = 100

    /// `a stage`, `an axis`.
    fileprivate static func withArticle(_ subject: Subject) -> String {
        switch subject {
        case .arm, .axis, .input, .output: "an " + subject.rawValue
        default: "a " + subject.rawValue
        }
    }

    /// Names whose meaning is fixed, by what may not have them.
    private static func reserved(_ subject: Subject) -> [String] {
        switch subject {
        case .stage, .figure, .claim: ["all"]
        case .parameter, .axis: ["profile", "pipeline", "inputs", "outputs"]
        default: []
        }
    }

    package static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
        return text.utf8.count <= maximumLength && text.utf8.allSatisfy(isNameByte)
    }

    static func check(_ name: Name, as subject: Subject, log: inout DiagnosticLog) {
        if !isName(name.text) {
            log.report(.badName(name, withArticle(subject)))
        } else if reserved(subject).contains(name.text) {
            log.report(.reservedName(name, withArticle(subject)))
        }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension Diagnostic {
    fileprivate static func badName(_ name: Name, _ what: String) -> Self {
        Self(
            "\(quoted(name.text)) can't be the name of \(what)", at: name.place,
            label: "expected letters, digits, '_' and '-' (not first),"
                + " at most \(NameRule.maximumLength)")
    }

    fileprivate static func reservedName(_ name: Name, _ what: String) -> Self {
        Self(
            "\(quoted(name.text)) can't be the name of \(what)", at: name.place,
            label: "the name is reserved; choose another")
    }
}
