package import PipelineLanguage

/// Which path in a stage's scratch folder belongs to what.
///
/// Inputs that other stages make lie in `inputs/<input>/`, gathered ones there in a folder for each
/// instance, `seed=1`; the project's files under their paths
/// in the project, outputs where the stage declares them. Since nobody else gets the engine's own
/// names, no two inputs can meet; an output and a project file could.
enum ScratchLayout {
    static let inputFolder = "inputs"
    private static let reserved = [
        inputFolder, ScratchFolder.temporaryName, StageAttempt.requestName,
        StageAttempt.responseName, ProgressTail.fileName,
    ]

    /// Whether a path below the folder is kept for the runner.
    static func isReserved(_ path: String) -> Bool {
        reserved.contains { overlap($0, path) }
    }

    /// Where the sources of an input appear, relative to the scratch folder.
    ///
    /// A command sees the names, and they are part of its fingerprint: they tell instances apart,
    /// and name their stage only where the input gathers from several. A worker is told everything
    /// that counts by parameters.
    ///
    /// - Returns: `nil` for an output that its stage does not declare.
    static func visibleNames(
        of input: Stage.Input, stage: Stage, graph: StageGraph
    ) -> [String?] {
        let folder = "\(inputFolder)/\(input.name)"
        var instances =
            input.isList && stage.runner == .command
            ? InstanceFolders(of: input, graph: graph) : nil
        return input.sources.enumerated().map { index, source in
            switch source {
            case .file(let path), .folder(let path), .pattern(let path): return path
            case .output(let producer, let output):
                guard let path = graph[producer].outputs.first(where: { $0.name == output })?.path
                else { return nil }
                let name = FileTree.name(of: path)
                if !input.isList { return "\(folder)/\(name)" }
                // A worker is told by parameters what tells instances apart.
                let place = instances?.place(graph[producer], index: index, file: name)
                return "\(folder)/\(place ?? "\(index)-\(name)")"
            }
        }
    }

    /// Makes sure that no output passes for made because something else lies under its path, and that
    /// no command starts a program of the project that is not declared.
    ///
    /// - Parameters:
    ///   - files: what the stages read of the project.
    ///   - root: of the project.
    /// - Throws: `ScratchConflicts`, which lists all of them.
    static func check(
        _ stages: [Stage], files: ProjectFiles, root: String
    ) throws(ScratchConflicts) {
        var problems: [ScratchConflicts.Problem] = []
        for stage in stages {
            if let program = stage.programOfProject(root: root) {
                problems.append(.programOfProject(stage, named: program.named, path: program.path))
            }
            let files = projectFiles(of: stage, files)
            for file in files {
                guard let name = reserved.first(where: { overlap($0, file.path) }) else { continue }
                problems.append(.reservedFile(stage, file.input, path: file.path, name: name))
            }
            for output in stage.outputs {
                if let name = reserved.first(where: { overlap($0, output.path) }) {
                    problems.append(.reservedOutput(stage, output, name: name))
                } else if let file = files.first(where: { overlap($0.path, output.path) }) {
                    problems.append(.outputOnInput(stage, output, file.input, path: file.path))
                }
            }
        }
        guard problems.isEmpty else { throw ScratchConflicts(problems: problems) }
    }

    /// A worker reads the project's files where they are; a command sees copies.
    private static func projectFiles(
        of stage: Stage, _ files: ProjectFiles
    ) -> [(input: Stage.Input, path: String)] {
        guard stage.runner == .command else { return [] }
        return stage.inputs.flatMap { input in
            input.sources.flatMap { source in
                if case .folder(let path) = source { return [(input, path)] }
                return files.paths(of: source).map { (input, $0) }
            }
        }
    }

    /// Whether two normalised paths are equal, or one lies in the other.
    private static func overlap(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        var (one, other) = (left.startIndex, right.startIndex)
        while one < left.endIndex, other < right.endIndex {
            guard left[one] == right[other] else { return false }
            left.formIndex(after: &one)
            right.formIndex(after: &other)
        }
        let slash = UInt8(ascii: "/")
        return one < left.endIndex
            ? left[one] == slash : other == right.endIndex || right[other] == slash
    }
}

/// Stages whose declarations cannot all have their places in the scratch folder.
package struct ScratchConflicts: Error, Hashable {
    package var problems: [Problem]

    package struct Problem: Hashable, Sendable {
        package var location: SourceLocation
        package var message: String
    }
}

extension ScratchConflicts: CustomStringConvertible {
    package var description: String {
        problems.map { "\($0.location): \($0.message)" }.joined(separator: "\n")
    }
}

/// The folders in which gathered outputs lie, no two of them in the same place.
private struct InstanceFolders {
    private let namesStages: Bool
    private var taken: Set<String> = []

    init(of input: Stage.Input, graph: StageGraph) {
        let definitions = input.sources.compactMap { source in
            if case .output(let producer, _) = source {
                graph[producer].definitionName
            } else {
                nil
            }
        }
        namesStages = Set(definitions).count > 1
    }

    /// `seed=1,decay=1e-3/history.csv`.
    mutating func place(_ producer: Stage, index: Int, file: String) -> String {
        let instance = producer.name.dropFirst(producer.definitionName.count + 1)
        let folder = PlainName.of(
            namesStages || instance.isEmpty ? producer.name : String(instance))
        if taken.insert("\(folder)/\(file)").inserted { return "\(folder)/\(file)" }
        // Two outputs of one instance whose files have the same name.
        return "\(folder)+\(index)/\(file)"
    }
}

extension ScratchConflicts.Problem {
    fileprivate static func programOfProject(
        _ stage: Stage, named: String, path: String
    ) -> Self {
        let toAdd = DeclarationToAdd(
            section: .inputs, items: [DeclarationToAdd.Item(path: path)],
            taken: Set(stage.inputs.map(\.name)))
        return Self(
            location: stage.location,
            message: """
                stage '\(stage.name)': its program '\(named)' lies in the project, where a change \
                of it would go unseen; name it './\(path)' and add '\(toAdd.text)' to the stage, or \
                keep an installation of many files outside of the project
                """)
    }

    fileprivate static func reservedFile(
        _ stage: Stage, _ input: Stage.Input, path: String, name: String
    ) -> Self {
        Self(
            location: input.location,
            message: """
                stage '\(stage.name)', input '\(input.name)': the project's file '\(path)' cannot \
                be shown to the command, since '\(name)' in its folder is kept for the runner; \
                move the file to another folder
                """)
    }

    fileprivate static func reservedOutput(
        _ stage: Stage, _ output: Stage.Output, name: String
    ) -> Self {
        Self(
            location: stage.location,
            message: """
                stage '\(stage.name)', output '\(output.name)': its path '\(output.path)' cannot \
                be used, since '\(name)' in the stage's folder is kept for the runner; choose \
                another path
                """)
    }

    fileprivate static func outputOnInput(
        _ stage: Stage, _ output: Stage.Output, _ input: Stage.Input, path: String
    ) -> Self {
        Self(
            location: stage.location,
            message: """
                stage '\(stage.name)', output '\(output.name)': its path '\(output.path)' and the \
                project's file '\(path)', which its input '\(input.name)' shows to the command, \
                are the same or lie one in the other; choose another path
                """)
    }
}
