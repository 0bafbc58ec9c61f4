/// A pipeline that is ready to be planned, and what `list` shows of it.
package struct LoadedPipeline: Sendable {
    /// One entry of `stages`.
    package struct Definition: Sendable, Hashable {
        package var name: String
        package var kind: String
        /// Stages that it expands to.
        package var stageCount: Int
        package var location: SourceLocation

        package init(name: String, kind: String, stageCount: Int, location: SourceLocation) {
            self.name = name
            self.kind = kind
            self.stageCount = stageCount
            self.location = location
        }
    }

    package var graph: StageGraph
    /// The root file first; path and bytes of all that was read.
    package var files: [SourceFile]
    /// Files that were looked for and are not there, relative to the project root: with them the
    /// pipeline might be another one.
    package var missingFiles: [String]
    /// Profiles that the pipeline defines, in order.
    package var profileNames: [String]
    package var parameters: [ValidatedPipeline.ParameterInForce]
    /// In the order of definition.
    package var definitions: [Definition]
    /// Remarks that stop nothing; may be empty.
    package var warnings: PipelineDiagnostics
}

/// From a file's name to a stage graph, or to everything that is wrong with it.
package enum PipelineLoader {
    /// - Parameters:
    ///   - file: the pipeline's root file, absolute or relative to the working directory.
    ///   - projectRoot: the folder that nothing in the pipeline may leave.
    ///   - profile: what `--profile` asks for; otherwise the pipeline's own default.
    ///   - overrides: `--set name=value`, in order.
    ///   - kinds: the catalogue of stage kinds.
    /// - Throws: all problems at once.
    package static func load(
        file: String, projectRoot: String, profile: String? = nil,
        overrides: [(String, String)] = [], kinds: [StageKind]
    ) throws(PipelineDiagnostics) -> LoadedPipeline {
        var log = DiagnosticLog()
        let project = try folder(projectRoot)
        guard let root = rootFile(file, in: project, log: &log) else {
            throw log.finished(sources: SourceMap())
        }
        return try load(
            root, project: project, profile: profile, overrides: overrides, kinds: kinds, log: log)
    }

    /// The same for a root file that lies on no disk.
    package static func load(
        _ root: SourceFile, projectRoot: String, kinds: [StageKind]
    ) throws(PipelineDiagnostics) -> LoadedPipeline {
        try load(
            root, project: folder(projectRoot), profile: nil, overrides: [], kinds: kinds,
            log: DiagnosticLog())
    }

    private static func folder(_ root: String) throws(PipelineDiagnostics) -> ProjectFolder {
        if let project = ProjectFolder(root) { return project }
        var log = DiagnosticLog()
        log.report(.missingProject(root))
        throw log.finished(sources: SourceMap())
    }

    /// The same for a root file that was read already.
    static func load(
        _ root: SourceFile, project: ProjectFolder, profile: String?,
        overrides: [(String, String)], kinds: [StageKind], log: DiagnosticLog = DiagnosticLog()
    ) throws(PipelineDiagnostics) -> LoadedPipeline {
        var log = log
        var sources = SourceMap()
        guard
            let documents = DocumentSet(
                root: root, project: project, sources: &sources, log: &log)
        else { throw log.finished(sources: sources) }
        let definition = PipelineDefinition(documents, log: &log)
        guard
            let pipeline = ValidatedPipeline(
                definition, kinds: kinds, project: project, profile: profile,
                overrides: overrides, log: &log)
        else { throw log.finished(sources: sources) }
        UnusedParameters.warn(of: definition, log: &log)
        var graph = StageGraph(expanding: pipeline)
        let missingFiles = graph.deriveParameters(
            kinds: kinds, project: project, sources: &sources, log: &log)
        graph.checkStages(kinds: kinds, sources: sources, log: &log)
        if log.hasErrors { throw log.finished(sources: sources) }
        graph.markStandIns(kinds: kinds)
        return LoadedPipeline(
            graph: graph, files: sources.files, missingFiles: missingFiles,
            profileNames: pipeline.profileNames, parameters: pipeline.parameters,
            definitions: pipeline.stages.map { stage in
                LoadedPipeline.Definition(
                    name: stage.name.text, kind: stage.kind.name, stageCount: stage.sweep.count,
                    location: sources.location(of: stage.name.mark))
            }, warnings: log.finished(sources: sources))
    }

    private static func rootFile(
        _ path: String, in project: ProjectFolder, log: inout DiagnosticLog
    ) -> SourceFile? {
        do throws(FileProblem) {
            let bytes = try FileContents.read(path, limit: SourceFile.maximumByteCount)
            guard let relative = project.relativePath(ofExisting: path) else {
                log.report(.outsideProject(path, root: project.root))
                return nil
            }
            return SourceFile(path: relative, bytes: bytes)
        } catch {
            log.report(.unreadableRoot(path, error))
            return nil
        }
    }
}

extension Diagnostic {
    fileprivate static func missingProject(_ path: String) -> Self {
        Self(
            "the project's folder '\(path)' can't be entered", at: nil,
            label: "expected an existing folder")
    }

    fileprivate static func outsideProject(_ path: String, root: String) -> Self {
        Self(
            "the pipeline file '\(path)' is outside the project", at: nil,
            label: "expected a file below \(root)")
    }

    fileprivate static func unreadableRoot(_ path: String, _ problem: FileProblem) -> Self {
        let label: String =
            switch problem {
            case .missing: "name the pipeline's file with -f"
            case .notRegular: "expected a YAML file"
            case .tooLarge: "expected at most \(SourceFile.maximumByteCount >> 20) MiB"
            case .unreadable: "check the file's permissions"
            }
        return Self(
            "the pipeline file '\(path)' \(problem.description)", at: nil, label: label)
    }
}
