internal import Glibc
package import PipelineLanguage

/// Finds and reads the manifests of a project.
package enum ManifestReader {
    /// The folder of the manifests, relative to the project.
    package static let folder = "data-manifests"
    /// What follows a dataset's name in that of its file.
    package static let suffix = ".yaml"
    /// A manifest has a few kilobytes.
    static let maximumByteCount = 1 << 20

    /// Reads the manifest of one dataset.
    ///
    /// - Parameters:
    ///   - place: where the dataset is asked for; `nil` for the command line.
    ///   - sources: receives the file, also when this fails, so that diagnostics can be shown.
    ///   - log: receives everything that is wrong, at once.
    /// - Returns: `nil` when something is wrong.
    package static func read(
        _ name: String, at place: Place? = nil, project: ProjectFolder, sources: inout SourceMap,
        log: inout DiagnosticLog
    ) -> DataManifest? {
        guard let file = file(name, at: place, project: project, log: &log) else { return nil }
        let known = sources.files.firstIndex { $0.path == file.path && $0.bytes == file.bytes }
        guard let known else {
            return manifest(in: file, named: name, sources.add(file), of: sources, log: &log)
        }
        // Another stage names it as well; its mistakes are in the log already.
        var seen = DiagnosticLog()
        return manifest(in: file, named: name, known, of: sources, log: &seen)
    }

    /// - Parameter index: the file's among the sources.
    private static func manifest(
        in file: SourceFile, named name: String, _ index: Int, of sources: SourceMap,
        log: inout DiagnosticLog
    ) -> DataManifest? {
        let errorCount = log.errorCount
        var nodeBudget = Document.maximumNodeCount
        guard
            let document = Document(
                of: index, in: sources, advice: .dataManifest, nodeBudget: &nodeBudget, log: &log),
            let manifest = DataManifest(document.root, named: name, path: file.path, log: &log),
            log.errorCount == errorCount
        else { return nil }
        return manifest
    }

    /// Reads the manifest of one dataset.
    ///
    /// - Throws: all problems at once.
    package static func load(
        _ name: String, projectRoot: String
    ) throws(PipelineDiagnostics) -> DataManifest {
        var log = DiagnosticLog()
        var sources = SourceMap()
        guard let project = ProjectFolder(projectRoot) else {
            log.report(.missingProject(projectRoot))
            throw log.finished(sources: sources)
        }
        guard let manifest = read(name, project: project, sources: &sources, log: &log) else {
            throw log.finished(sources: sources)
        }
        return manifest
    }

    /// The names of all datasets that have a manifest, sorted; none where the folder is missing.
    package static func names(projectRoot: String) -> [String] {
        guard let stream = unsafe opendir(projectRoot + "/" + folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let file = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(validatingCString: $0)
                }
            }
            guard let file, file.hasSuffix(suffix) else { continue }
            let name = String(file.dropLast(suffix.count))
            if NameRule.isName(name) { names.append(name) }
        }
        return names.sorted()
    }

    private static func file(
        _ name: String, at place: Place?, project: ProjectFolder, log: inout DiagnosticLog
    ) -> SourceFile? {
        guard NameRule.isName(name) else {
            log.report(.unknownDataset(name, among: names(projectRoot: project.root), at: place))
            return nil
        }
        let path = "\(folder)/\(name)\(suffix)"
        guard !project.isLedOutside(path) else {
            log.report(.linkedOutside(path, at: place))
            return nil
        }
        do throws(FileProblem) {
            let bytes = try FileContents.read(
                project.absolutePath(path), limit: maximumByteCount)
            return SourceFile(path: path, bytes: bytes)
        } catch .missing {
            log.report(.unknownDataset(name, among: names(projectRoot: project.root), at: place))
        } catch {
            log.report(.unreadable(path, error, at: place))
        }
        return nil
    }
}

extension DocumentAdvice {
    fileprivate static let dataManifest = DocumentAdvice(
        whole: "the manifest",
        emptyFile: "expected keys such as 'dataset:'",
        secondDocument: "expected one document in a file: move this to a file of its own",
        mergeKey: "write the keys out",
        tooManyValues: "use fewer aliases")
}

extension Diagnostic {
    fileprivate static func missingProject(_ path: String) -> Self {
        Self(
            "the project's folder '\(path)' can't be entered", at: nil,
            label: "expected an existing folder")
    }

    fileprivate static func unknownDataset(
        _ name: String, among names: [String], at place: Place?
    ) -> Self {
        Self(
            "no dataset is named \(quoted(name))", at: place,
            label: suggestion(
                for: name, among: names,
                otherwise: "the project has no manifests in '\(ManifestReader.folder)/'"))
    }

    fileprivate static func linkedOutside(_ path: String, at place: Place?) -> Self {
        Self(
            "the manifest '\(path)' is outside the project: a symbolic link leads there",
            at: place, label: "expected a file inside the project")
    }

    fileprivate static func unreadable(
        _ path: String, _ problem: FileProblem, at place: Place?
    ) -> Self {
        let label: String =
            switch problem {
            case .missing, .notRegular: "expected a YAML file"
            case .tooLarge: "expected at most \(ManifestReader.maximumByteCount >> 20) MiB"
            case .unreadable: "check the file's permissions"
            }
        return Self("the manifest '\(path)' \(problem.description)", at: place, label: label)
    }
}
