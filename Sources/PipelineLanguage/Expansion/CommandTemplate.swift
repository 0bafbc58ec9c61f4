/// Text of a command's parameter, with places for the paths of inputs and outputs.
///
/// Validation leaves `${inputs.x}` and `${outputs.x}` in the values of stages that run a command,
/// and makes sure that they exist; `$${` stands for `${`.
package struct CommandTemplate: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case literal(String)
        /// The path of an input, or of each of a list's files.
        case input(String)
        case output(String)
    }

    /// Neighbouring parts are never both literals; empty text has none.
    package private(set) var parts: [Part] = []

    /// Splits text as validation leaves it; a `${` that validation would not leave is literal.
    package init(_ text: String) {
        guard let template = try? Template(text) else {
            parts = [.literal(text)]
            return
        }
        var literal = ""
        for part in template.parts {
            switch part {
            case .literal(let text):
                literal += text
            case .reference(let reference):
                guard let place = Self.part(reference) else {
                    literal += reference.text
                    continue
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(place)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
    }

    private static func part(_ reference: Template.Reference) -> Part? {
        guard let field = reference.field else { return nil }
        switch reference.name {
        case "inputs": return .input(field)
        case "outputs": return .output(field)
        default: return nil
        }
    }
}
