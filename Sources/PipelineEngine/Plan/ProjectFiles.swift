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
    /// Whether folders, which are relative to the project root, lie in the project.
    private var insideFolders: [String: Bool] = [:]

    /// Hashes every file that `stages` name, as far as the cache does not know it.
    ///
    /// What is missing is among the problems.
    static func read(
        _ stages: [Stage], in space: ProjectSpace, cache: inout StatCache
    ) throws -> ProjectFiles {
        var files = ProjectFiles()
        var known: [String: String] = [:]
        for stage in stages {
            for input in stage.inputs {
                for case .file(let path) in input.sources where files.byPath[path] == nil {
                    let problem = try known[path] ?? files.add(path, in: space, cache: &cache)
                    guard let problem else { continue }
                    known[path] = problem
                    files.problems[stage.name, default: []].append(
                        UnusableInputs.Problem(
                            stage: stage.name, input: input.name, path: path,
                            reason: problem, location: input.location))
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

    /// - Returns: what is wrong with the file, if anything is.
    private mutating func add(
        _ path: String, in space: ProjectSpace, cache: inout StatCache
    ) throws -> String? {
        let absolute = space.absolute(path)
        do {
            guard let linkStatus = try FileStatus.ofLink(at: absolute) else {
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
                return status.kind == .folder ? "is a folder" : "is not a regular file"
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
        \(location): stage '\(stage)', input '\(input)': the project's file '\(path)' \(reason)
        """
    }

    /// Where the stage is named already.
    var reasonOfStage: String {
        "\(location): input '\(input)': the project's file '\(path)' \(reason)"
    }
}
