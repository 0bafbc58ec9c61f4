package import PipelineLanguage

/// What a person reads of a pipeline under one profile: `results/<profile>/`.
package struct ResultsFolder: Sendable {
    private let space: ProjectSpace
    /// Relative to the project root.
    private let path: String

    package init(of graph: StageGraph, in space: ProjectSpace) {
        self.space = space
        path = "results/\(graph.resultsName)"
    }

    /// The path of a file in the folder, relative to the project root.
    package func path(of name: String) -> String { "\(path)/\(name)" }

    /// - Returns: `nil` when there is no such file.
    package func content(of name: String) throws -> [UInt8]? {
        let absolute = space.absolute(path(of: name))
        guard try FileStatus.following(absolute) != nil else { return nil }
        return try FileContent.read(absolute)
    }

    /// Writes a file of the folder atomically, unless it has that content already.
    ///
    /// - Throws: `PublicationError`, `FileError`.
    package func write(_ content: [UInt8], to name: String) throws {
        let relative = path(of: name)
        let absolute = space.absolute(relative)
        try space.checkStaysInside(relative)
        switch try FileStatus.ofLink(at: absolute)?.kind {
        case .folder: throw PublicationError.folderInTheWay(relative)
        case .file: if try FileContent.read(absolute) == content { return }
        case .symbolicLink, .other, nil: break
        }
        try FileTree.createParent(of: absolute)
        try FileContent.replace(absolute, with: content)
    }
}

extension ProjectSpace {
    /// No folder on the way to the file may be a link that leads out of the project.
    func checkStaysInside(_ path: String) throws {
        var folder = root
        for component in path.split(separator: "/").dropLast() {
            folder += "/\(component)"
            guard let status = try FileStatus.ofLink(at: folder) else { return }
            switch status.kind {
            case .folder: continue
            case .symbolicLink:
                guard let resolved = FileTree.resolved(folder),
                    resolved.hasPrefix(root + "/")
                else { throw PublicationError.leadsOutside(folder) }
            case .file, .other: throw PublicationError.fileInTheWay(folder)
            }
        }
    }

    /// No folder may stand where the file is to be.
    func checkTakesFile(_ path: String) throws {
        guard try FileStatus.ofLink(at: absolute(path))?.kind != .folder else {
            throw PublicationError.folderInTheWay(path)
        }
    }
}

package enum PublicationError: Error, Hashable {
    case leadsOutside(String)
    case fileInTheWay(String)
    case folderInTheWay(String)
}

extension PublicationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .leadsOutside(let path):
            """
            cannot publish: '\(path)' is a link that leads out of the project; make it a folder (a \
            mount may be one, a link may not)
            """
        case .fileInTheWay(let path):
            "cannot publish: '\(path)' is in the way of a folder; move it away"
        case .folderInTheWay(let path):
            "cannot publish: the folder '\(path)' is in the way of a file; move it away"
        }
    }
}
