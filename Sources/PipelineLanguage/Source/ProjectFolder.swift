internal import Glibc

/// The project's root folder and the rule that nothing a pipeline names lies outside it.
package struct ProjectFolder: Sendable {
    /// Absolute, without symbolic links.
    package let root: String

    /// - Returns: `nil` when `path` is no folder that can be entered.
    package init?(_ path: String) {
        guard let root = Self.canonical(path), Self.canonical(root + "/.") == root else {
            return nil
        }
        self.root = root
    }

    package func absolutePath(_ relative: String) -> String { root + "/" + relative }

    /// The path below the root, symbolic links resolved; `nil` when the file is missing or outside.
    func relativePath(ofExisting path: String) -> String? {
        guard let canonical = Self.canonical(path), canonical.hasPrefix(prefix) else { return nil }
        return String(canonical.dropFirst(prefix.count))
    }

    /// Whether a symbolic link on the way to `relative` (normalised) leads out of the project.
    ///
    /// What does not exist yet leads nowhere, so only the part that exists is looked at.
    package func isLedOutside(_ relative: String) -> Bool {
        var existing = relative
        while true {
            let path = absolutePath(existing)
            if let canonical = Self.canonical(path) {
                return canonical != root && !canonical.hasPrefix(prefix)
            }
            if Self.isLink(path) { return true }
            guard let slash = existing.lastIndex(of: "/") else { return false }
            existing = String(existing[..<slash])
        }
    }

    private var prefix: String { root == "/" ? root : root + "/" }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(validatingCString: resolved)
    }

    /// A link that `realpath` could not follow: its target is missing, and may appear anywhere.
    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
