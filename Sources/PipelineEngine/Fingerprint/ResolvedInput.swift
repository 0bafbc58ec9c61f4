internal import PipelineLanguage

/// An input of a stage whose content is known.
struct ResolvedInput: Sendable {
    var name: String
    var isList: Bool
    var contents: [ResolvedContent]
    /// What a command is told: paths relative to the stage's scratch folder, of which a folder of
    /// the project is one.
    var paths: [String] = []
}

/// One file or folder that a stage reads.
struct ResolvedContent: Sendable {
    enum Origin: Sendable {
        case output(of: StageID)
        /// Relative to the project root, with the identity that the file had when it was hashed.
        case projectFile(String, FileIdentity)
    }

    var artifact: Artifact
    var origin: Origin
    /// Path relative to the stage's scratch folder.
    var visibleName: String
}

extension ResolvedInput {
    /// - Parameters:
    ///   - files: the hashed project files; it holds every one that the graph names.
    ///   - artifact: the content of another stage's output.
    /// - Returns: `nil` while an input is not made yet.
    static func resolve(
        _ input: Stage.Input, of stage: Stage, files: ProjectFiles,
        in graph: StageGraph, artifact: (StageID, String) -> Artifact?
    ) -> ResolvedInput? {
        var resolved = ResolvedInput(name: input.name, isList: input.isList, contents: [])
        resolved.contents.reserveCapacity(input.sources.count)
        let names = ScratchLayout.visibleNames(of: input, stage: stage, graph: graph)
        for (source, name) in zip(input.sources, names) {
            switch source {
            case .file, .folder, .pattern:
                let paths = files.paths(of: source)
                for path in paths {
                    guard let file = files.byPath[path] else { return nil }
                    resolved.contents.append(
                        ResolvedContent(
                            artifact: file.artifact, origin: .projectFile(path, file.identity),
                            visibleName: path))
                }
                if case .folder(let path) = source {
                    resolved.paths.append(path)
                } else {
                    resolved.paths += paths
                }
            case .output(let producer, let output):
                guard let artifact = artifact(producer, output), let name else { return nil }
                resolved.contents.append(
                    ResolvedContent(
                        artifact: artifact, origin: .output(of: producer),
                        visibleName: name))
                resolved.paths.append(name)
            }
        }
        return resolved
    }
}
