internal import PipelineLanguage

/// The words of an `exec` stage's command, with paths in place of `${inputs.NAME}` and
/// `${outputs.NAME}`.
struct CommandLineOfStage: Hashable, Sendable {
    let words: [String]

    /// - Parameters:
    ///   - inputs: the paths of each input, relative to the scratch folder.
    ///   - outputs: the path of each output.
    init(
        _ stage: Stage, inputs: [String: [String]], outputs: [String: String]
    ) throws(CommandError) {
        let paths = PathSubstitution(inputs: inputs, outputs: outputs)
        guard case .list(let values) = stage.parameter("command") else { throw .missing }
        var words: [String] = []
        for value in values {
            guard case .text(let word) = value else { throw .notText(value.description) }
            words += try paths.words(CommandTemplate(word))
        }
        guard words.first?.isEmpty == false else { throw .missing }
        self.words = words
    }
}

private struct PathSubstitution {
    var inputs: [String: [String]]
    var outputs: [String: String]

    /// A word that is one reference to a list becomes as many words as the list has paths.
    func words(_ template: CommandTemplate) throws(CommandError) -> [String] {
        if template.parts.count == 1, case .input(let name) = template.parts[0] {
            return try input(name)
        }
        return [try text(template)]
    }

    /// Paths of a list are separated by spaces.
    func text(_ template: CommandTemplate) throws(CommandError) -> String {
        var text = ""
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal
            case .input(let name): text += try input(name).joined(separator: " ")
            case .output(let name):
                guard let path = outputs[name] else {
                    throw .unknownReference("outputs.\(name)")
                }
                text += path
            }
        }
        return text
    }

    private func input(_ name: String) throws(CommandError) -> [String] {
        guard let paths = inputs[name] else { throw .unknownReference("inputs.\(name)") }
        return paths
    }
}

enum CommandError: Error, Hashable {
    case missing
    case notText(String)
    case unknownReference(String)
}

extension CommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .missing: "its command is empty"
        case .notText(let value): "its command holds '\(value)', which is not a text"
        case .unknownReference(let name):
            "its command refers to '${\(name)}', which is neither an input nor an output"
        }
    }
}
