internal import Glibc
internal import PipelineLanguage

/// Which files of the project a folder or a pattern stands for.
///
/// All below a folder count, but for what tools leave there. A pattern is matched as a shell does it:
/// `*`, `?` and `[…]` within names, hidden ones only where they are written out, and `**` for any
/// number of folders.
struct ProjectSelection {
    /// A stage's manifest holds each file.
    private static let mostFiles = 10_000
    private static let ignoredFolders: Set<String> = [
        ".git", "__pycache__", ProjectSpace.stateFolderName,
    ]
    private static let anyFolders = "**"

    private let space: ProjectSpace
    private var paths: Set<String> = []

    /// - Returns: paths relative to the project root, sorted; for a single file its own.
    /// - Throws: `SelectionProblem`, `FileError`.
    static func paths(of source: Stage.Source, in space: ProjectSpace) throws -> [String] {
        var selection = ProjectSelection(space: space)
        switch source {
        case .output: return []
        case .file(let path): return [path]
        case .folder(let path):
            guard let status = try FileStatus.following(space.absolute(path)) else {
                throw SelectionProblem.missing
            }
            guard status.kind == .folder else { throw SelectionProblem.notAFolder }
            try selection.addAll(below: path)
        case .pattern(let pattern):
            try selection.match(pattern.split(separator: "/").map(String.init)[...], below: "")
        }
        guard !selection.paths.isEmpty else { throw SelectionProblem.empty }
        return selection.paths.sorted()
    }

    private init(space: ProjectSpace) { self.space = space }

    private mutating func addAll(below folder: String) throws {
        for name in try FileTree.names(in: space.absolute(folder)) {
            let path = "\(folder)/\(name)"
            switch try kind(of: path) {
            case .folder where Self.ignoredFolders.contains(name): continue
            case .folder: try addAll(below: path)
            default: try add(path)
            }
        }
    }

    /// - Parameter folder: relative to the project root; empty for the root itself.
    private mutating func match(_ pattern: ArraySlice<String>, below folder: String) throws {
        guard let first = pattern.first else { return }
        let rest = pattern.dropFirst()
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        if first == Self.anyFolders { try match(rest, below: folder) }
        for name in try FileTree.namesIfPresent(in: space.absolute(folder))
        where Self.matches(name, first) {
            let path = prefix + name
            let kind = try kind(of: path)
            if kind == .folder {
                guard !Self.ignoredFolders.contains(name) else { continue }
                try match(first == Self.anyFolders ? pattern : rest, below: path)
            } else if rest.isEmpty, first != Self.anyFolders {
                try add(path)
            }
        }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        unsafe fnmatch(pattern == anyFolders ? "*" : pattern, name, FNM_PERIOD) == 0
    }

    /// - Throws: `SelectionProblem` for a link to a folder, which might lead in a circle.
    private func kind(of path: String) throws -> FileStatus.Kind? {
        let kind = try FileStatus.ofLink(at: space.absolute(path))?.kind
        guard kind == .symbolicLink else { return kind }
        if try FileStatus.following(space.absolute(path))?.kind == .folder {
            throw SelectionProblem.linkToFolder(path)
        }
        return kind
    }

    private mutating func add(_ path: String) throws {
        guard paths.count < Self.mostFiles else { throw SelectionProblem.tooMany(Self.mostFiles) }
        let (_, known) = paths.insert(path)
        guard known.utf8.elementsEqual(path.utf8) else { throw SelectionProblem.lookAlike(path) }
    }
}

/// Why a folder or a pattern gives a stage no files.
enum SelectionProblem: Error, Hashable {
    case missing
    case notAFolder
    case empty
    case linkToFolder(String)
    case tooMany(Int)
    /// Two names that Unicode holds for the same: an é that is one character, and one that is two.
    case lookAlike(String)
}

extension SelectionProblem: CustomStringConvertible {
    /// As it stands after the path.
    var description: String {
        switch self {
        case .missing: "does not exist"
        case .notAFolder: "is no folder; '{file: …}' names a file"
        case .empty: "holds no file"
        case .linkToFolder(let path):
            "holds the link '\(path)' to a folder; declare that folder by itself"
        case .tooMany(let count):
            "holds more than \(count) files; declare those that the command reads"
        case .lookAlike(let path):
            "holds two files '\(path)', whose names differ in how characters are encoded; rename one"
        }
    }
}

extension Stage.Source {
    /// Whether it stands for files of the project that have to be looked for.
    var isSelection: Bool {
        switch self {
        case .folder, .pattern: true
        case .file, .output: false
        }
    }
}
