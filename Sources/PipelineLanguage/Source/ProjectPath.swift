/// Why a path may not be used.
package enum PathProblem: Error, Hashable {
    case empty
    case absolute
    case leaves
    case tooLong
    case forbiddenCharacter
}

/// Relative paths in one spelling: no `.`, no `..`, no doubled or trailing slash.
package enum ProjectPath {
    /// Longer paths reach the limits of file systems once a folder is put before them.
    package static let maximumByteCount = 1024

    /// Normalises a path that must stay below the folder it is relative to.
    ///
    /// - Throws: `.leaves` for any `..`: the folder before it could be a symbolic link.
    package static func normalised(_ text: String) throws(PathProblem) -> String {
        try check(text)
        var components: [Substring] = []
        for component in text.split(separator: "/") where component != "." {
            guard component != ".." else { throw .leaves }
            components.append(component)
        }
        guard !components.isEmpty else { throw .empty }
        return components.joined(separator: "/")
    }

    /// Resolves `text` against the folder of `file` (itself relative to the root), `..` included.
    ///
    /// - Throws: `.leaves` when it climbs above the root.
    static func resolved(_ text: String, besides file: String) throws(PathProblem) -> String {
        try check(text)
        var components = file.split(separator: "/").dropLast()
        for component in text.split(separator: "/") where component != "." {
            if component == ".." {
                guard components.popLast() != nil else { throw .leaves }
            } else {
                components.append(component)
            }
        }
        guard !components.isEmpty else { throw .empty }
        return components.joined(separator: "/")
    }

    private static func check(_ text: String) throws(PathProblem) {
        guard !text.isEmpty else { throw .empty }
        guard !text.hasPrefix("/") else { throw .absolute }
        guard text.utf8.count <= maximumByteCount else { throw .tooLong }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw .forbiddenCharacter
        }
    }
}

extension PathProblem {
    /// What a path should be like instead, for the caret's label.
    var remedy: String {
        switch self {
        case .empty: "expected a relative path that names a file"
        case .absolute: "expected a path relative to the project, without a leading '/'"
        case .leaves: "expected a path that stays inside the project, without '..'"
        case .tooLong: "expected a path of at most \(ProjectPath.maximumByteCount) bytes"
        case .forbiddenCharacter: "expected a path without control characters"
        }
    }
}
