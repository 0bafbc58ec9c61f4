package import PipelineLanguage

/// A plain file of the project that a stage reads.
struct ProjectFile: Hashable, Sendable {
    var artifact: Artifact
    var identity: FileIdentity
}

/// The hashed project files that a set of stages reads.
struct ProjectFiles: Sendable {
    private(set) var byPath: [String: ProjectFile] = [:]
    /// What cannot be read, by the name of the stage that needs it.
    private(set) var problems: [String: [UnusableInputs.Problem]] = [:]
    /// What folders and patterns stand for, sorted.
    private(set) var selected: [Stage.Source: [String]] = [:]
    /// Whether folders, which are relative to the project root, lie in the project.
    private var insideFolders: [String: Bool] = [:]

    /// Hashes every file that `stages` name, as far as the cache does not know it.
    ///
    /// What is missing is among the problems.
    static func read(
        _ stages: [Stage], in space: ProjectSpace, cache: inout StatCache
    ) throws -> ProjectFiles {
        var files = ProjectFiles()
        let root = space.openedRoot
        for stage in stages {
            for input in stage.inputs {
                for source in input.sources {
                    let faults = try files.add(source, in: space, root, cache: &cache)
                    guard !faults.isEmpty else { continue }
                    files.problems[stage.name, default: []] += faults.map { noun, path, reason in
                        UnusableInputs.Problem(
                            stage: stage.name, input: input.name, noun: noun, path: path,
                            reason: reason, location: input.location)
                    }
                }
            }
        }
        return files
    }

    /// - Throws: `UnusableInputs` with all that is missing, in the order of the stages.
    func requireAll(of stages: [Stage]) throws(UnusableInputs) {
        let found = stages.flatMap { problems[$0.name] ?? [] }
        if !found.isEmpty { throw UnusableInputs(problems: found) }
    }

    /// The project files that a source stands for.
    func paths(of source: Stage.Source) -> [String] {
        if case .file(let path) = source { [path] } else { selected[source] ?? [] }
    }

    /// - Returns: what is wrong with which file or folder, if anything is.
    private mutating func add(
        _ source: Stage.Source, in space: ProjectSpace, _ root: OpenFile?,
        cache: inout StatCache
    ) throws -> [(noun: String, path: String, reason: String)] {
        let noun: String
        let name: String
        switch source {
        case .output: return []
        case .file(let path): (noun, name) = ("file", path)
        case .folder(let path): (noun, name) = ("folder", path)
        case .pattern(let path): (noun, name) = ("pattern", path)
        }
        let paths: [String]
        do {
            paths = try selected[source] ?? ProjectSelection.paths(of: source, in: space)
        } catch let problem as SelectionProblem {
            return [(noun, name, problem.description)]
        } catch let error as FileError {
            return [(noun, name, "cannot be read (\(error))")]
        }
        if source.isSelection { selected[source] = paths }
        return try paths.compactMap { path in
            if let index = byPath.index(forKey: path),
                !byPath[index].key.utf8.elementsEqual(path.utf8)
            {
                return ("file", path, Self.looksAlike)
            }
            guard byPath[path] == nil,
                let problem = try add(path, in: space, root, cache: &cache)
            else { return nil }
            return ("file", path, problem)
        }
    }

    /// - Returns: what is wrong with the file, if anything is.
    private mutating func add(
        _ path: String, in space: ProjectSpace, _ root: OpenFile?, cache: inout StatCache
    ) throws -> String? {
        let absolute = space.absolute(path)
        do {
            let found = root.flatMap { FileStatus.ofLink(at: path.utf8CString, below: $0) }
            guard let linkStatus = try found ?? FileStatus.ofLink(at: absolute) else {
                return "does not exist" + Self.nearest(to: path, in: space)
            }
            guard isInside(path, isLink: linkStatus.kind == .symbolicLink, in: space) else {
                return "is outside the project: a symbolic link leads there"
            }
            guard
                let status = linkStatus.kind == .symbolicLink
                    ? try FileStatus.following(absolute) : linkStatus
            else { return "does not exist" }
            guard status.kind == .file else {
                return status.kind == .folder
                    ? "is a folder, which '{folder: …}' names" : "is not a regular file"
            }
            let (digest, identity) = try cache.digest(of: absolute, key: path, status: status)
            byPath[path] = ProjectFile(
                artifact: Artifact(
                    kind: status.isExecutable ? .executable : .file, digest: digest,
                    size: identity.size),
                identity: identity)
            return nil
        } catch let error as FileError {
            return "cannot be read (\(error))"
        } catch let error as FileHashingError {
            return "cannot be read (\(error))"
        }
    }
}

extension ProjectFiles {
    fileprivate static let looksAlike =
        "has the name of another one, but for how its characters are encoded; rename one"

    /// What somebody who mistyped a file's name probably meant.
    private static func nearest(to path: String, in space: ProjectSpace) -> String {
        let folder = FileTree.parent(of: path).map { "\($0)/" } ?? ""
        let names = (try? FileTree.namesIfPresent(in: space.absolute(folder))) ?? []
        return NearestName.of(String(path.dropFirst(folder.count)), among: names)
            .map { "; did you mean '\(folder)\($0)'?" } ?? ""
    }

    /// Links can be laid after the pipeline was validated.
    private mutating func isInside(_ path: String, isLink: Bool, in space: ProjectSpace) -> Bool {
        if isLink {
            let resolved = FileTree.resolved(space.absolute(path))
            return resolved.map { $0.hasPrefix(space.root + "/") } ?? true
        }
        guard let folder = FileTree.parent(of: path) else { return true }
        if let known = insideFolders[folder] { return known }
        let resolved = FileTree.resolved(space.absolute(folder))
        let isInside = resolved == space.root || resolved?.hasPrefix(space.root + "/") == true
        insideFolders[folder] = isInside
        return isInside
    }
}

/// Project files that stages need and that are not there.
package struct UnusableInputs: Error, Hashable {
    package var problems: [Problem]

    package struct Problem: Hashable, Sendable {
        package var stage: String
        package var input: String
        /// `file`, `folder` or `pattern`.
        package var noun = "file"
        /// Relative to the project root.
        package var path: String
        /// As it stands after the path: "does not exist".
        package var reason: String
        package var location: SourceLocation
    }
}

extension UnusableInputs: CustomStringConvertible {
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

extension UnusableInputs.Problem: CustomStringConvertible {
    package var description: String {
        """
        \(location): stage '\(stage)', input '\(input)': the project's \(noun) '\(path)' \(reason)
        """
    }

    /// Where the stage is named already.
    var reasonOfStage: String {
        "\(location): input '\(input)': the project's \(noun) '\(path)' \(reason)"
    }
}
