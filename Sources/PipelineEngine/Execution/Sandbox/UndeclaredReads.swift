internal import PipelineLanguage

/// Files that a failed command names, in its words or in what it said, and that it could not see
/// because its stage does not declare them.
package struct UndeclaredReads: Hashable, Sendable {
    private static let mostFiles = 5
    /// What stands around a path in a message.
    private static let separators = Set<Character>(" \t'\"`()[]{}<>,;:=|&")

    /// Relative to the project's root.
    let files: [String]

    var isEmpty: Bool { files.isEmpty }

    /// - Parameters:
    ///   - command: its words, with the paths of inputs and outputs in place.
    ///   - said: the last lines of its output.
    ///   - project: the project's root.
    ///   - scratch: the scratch folder, which is still there.
    init(of stage: Stage, command: [String], said: [String], project: String, scratch: String) {
        var declared = Set(stage.outputs.map(\.path))
        for input in stage.inputs {
            for case .file(let path) in input.sources { declared.insert(path) }
        }
        var files: [String] = []
        // A word that is a whole script holds names of all sorts.
        for token in said.flatMap(Self.tokens) + command.map({ $0[...] }) {
            guard files.count < Self.mostFiles,
                let path = Self.path(token, project: project, scratch: scratch),
                !declared.contains(path), !files.contains(path),
                (try? FileStatus.following("\(project)/\(path)"))?.kind == .file,
                (try? FileStatus.ofLink(at: "\(scratch)/\(path)")) == .some(nil)
            else { continue }
            files.append(path)
        }
        self.files = files
    }

    private static func tokens(_ line: String) -> [Substring] {
        line.split(whereSeparator: separators.contains)
    }

    /// A token as a path below the project's root; `nil` when it is none.
    private static func path(
        _ token: Substring, project: String, scratch: String
    ) -> String? {
        var text = token
        for folder in [scratch, project] where text.hasPrefix("\(folder)/") {
            text = text.dropFirst(folder.count + 1)
        }
        guard !text.hasPrefix("/") else { return nil }
        var components: [Substring] = []
        for component in text.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if components.popLast() == nil {
                return nil
            }
        }
        guard let first = components.first, first != ProjectSpace.stateFolderName else {
            return nil
        }
        return components.joined(separator: "/")
    }
}

extension UndeclaredReads: CustomStringConvertible {
    package var description: String {
        let inputs = files.map { "\(DeclaredName.of($0)): {file: \($0)}" }
        let verb = files.count == 1 ? "is a file" : "are files"
        return """
            \(files.joined(separator: ", ")) \(verb) of the project that it may not see; add \
            'inputs: {\(inputs.joined(separator: ", "))}' to the stage
            """
    }
}

/// A name for an input or output that is to be declared, from the file's own.
enum DeclaredName {
    static func of(_ path: String) -> String {
        let stem = FileTree.name(of: path).prefix { $0 != "." }
        let name = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return name.isEmpty ? "file" : String(name)
    }
}
