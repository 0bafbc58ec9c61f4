/// `stage.output@axis=value,axis=*`, as it is written. `${name}.output` is an output of the stage that
/// a parameter names.
struct OutputReference: Sendable {
    struct Selector: Sendable {
        var axis: String
        /// A template, or `*` for all values.
        var value: String

        var gathers: Bool { value == "*" }
        /// As it is written.
        var text: String { axis + "=" + value }
    }

    var stage: String
    var output: String
    var selectors: [Selector] = []

    /// `nil` when the text has another form.
    init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let names = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard names.count == 2, NameRule.isName(names[1]) else { return nil }
        stage = String(names[0])
        output = String(names[1])
        guard NameRule.isName(names[0]) || stageParameter != nil else { return nil }
        guard halves.count == 2 else { return }
        for part in halves[1].split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, NameRule.isName(sides[0]), !sides[1].isEmpty else { return nil }
            selectors.append(Selector(axis: String(sides[0]), value: String(sides[1])))
        }
    }

    /// The parameter that names the stage; `nil` where the reference does itself.
    var stageParameter: String? {
        guard Template.isNeeded(for: stage),
            let whole = (try? Template(stage))?.wholeReference, whole.field == nil
        else { return nil }
        return whole.name
    }

    /// The stage, when the text is only its name: the commonest way to miss the form.
    static func bareStage(_ text: String) -> String? {
        let name = text.prefix { $0 != "@" }
        return NameRule.isName(name) ? String(name) : nil
    }
}
