import Foundation

/// A project in a temporary folder that goes away with the value.
final class ScratchProject {
    let root: URL

    init(pipelines: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-project-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("pipelines"), withIntermediateDirectories: true)
        for (name, text) in pipelines { try write(text, to: "pipelines/\(name)") }
    }

    /// The pipelines of this repository, with all that they need.
    static func ofThisRepository() throws -> ScratchProject {
        let project = try ScratchProject()
        try FileManager.default.removeItem(at: project.root.appendingPathComponent("pipelines"))
        for name in ["pipelines", "data-manifests", "tools"] {
            try FileManager.default.copyItem(
                at: repository.appendingPathComponent(name),
                to: project.root.appendingPathComponent(name))
        }
        return project
    }

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    deinit { try? FileManager.default.removeItem(at: root) }

    func write(_ text: String, to path: String) throws {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func data(_ path: String) throws -> Data {
        try Data(contentsOf: root.appendingPathComponent(path))
    }

    func text(_ path: String) throws -> String {
        String(decoding: try data(path), as: UTF8.self)
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramResult {
        try BuiltProgram.run(arguments, in: root, environment: environment)
    }

    /// Relative path → bytes of every file below a folder.
    func files(below folder: String) throws -> [String: Data] {
        let base = root.appendingPathComponent(folder)
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: base.path) {
            let file = base.appendingPathComponent(path)
            let kind = try FileManager.default.attributesOfItem(atPath: file.path)[.type]
            guard kind as? FileAttributeType == .typeRegular else { continue }
            files[path] = try Data(contentsOf: file)
        }
        return files
    }
}
