internal import PipelineLanguage

/// What a command may read besides the system and its inputs, because the stage names it: the
/// program itself, where it is named by an absolute path, and absolute paths in the variables
/// that the stage hands on.
///
/// A program is visible with the installation that it belongs to, the folder around its `bin`, and
/// so is what it is a link to: that is how a Python environment finds its packages. Nothing of the
/// project becomes visible so: that would be read without being part of what makes a stage stale.
enum VisiblePaths {
    /// - Parameters:
    ///   - root: of the project.
    ///   - besides: folders that are visible anyway.
    /// - Returns: existing paths without links, sorted, so that folders come before what is in
    ///   them; none lies in another one.
    static func named(
        by stage: Stage, command: [String], environment: [String: String], root: String,
        besides: [String]
    ) -> [String] {
        var texts = [command.first ?? ""]
        for name in stage.environmentNames + ChildEnvironment.hostNames {
            if let value = environment[name] { texts.append(value) }
        }
        var found: Set<String> = []
        for text in texts {
            for part in text.split(separator: ":") where part.hasPrefix("/") {
                found.formUnion(installations(of: String(part)))
            }
        }
        var result: [String] = []
        for path in found.sorted() where !Sandbox.lies(path, in: root) {
            let covering = (besides + result).contains { Sandbox.lies(path, in: $0) }
            if !covering { result.append(path) }
        }
        return result
    }

    private static func installations(of path: String) -> [String] {
        guard let resolved = FileTree.resolved(path) else { return [] }
        return Set([FileTree.plain(path), resolved]).map(installation).filter { $0 != "/" }
    }

    private static func installation(_ path: String) -> String {
        guard let folder = FileTree.parent(of: path), FileTree.name(of: folder) == "bin",
            let around = FileTree.parent(of: folder)
        else { return path }
        // `/home/me/bin/tool` makes no home visible.
        let depth = around.split(separator: "/").count
        return depth < 2 || depth == 2 && around.hasPrefix("/home/") ? path : around
    }
}
