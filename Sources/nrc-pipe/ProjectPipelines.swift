internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// Every pipeline below a project's `pipelines/`, under each of its profiles.
struct ProjectPipelines {
    /// Those that are valid.
    private(set) var graphs: [StageGraph] = []
    /// What is wrong with the others.
    private(set) var invalid: [PipelineDiagnostics] = []

    var isEmpty: Bool { graphs.isEmpty && invalid.isEmpty }

    private let space: ProjectSpace

    /// - Parameter file: a pipeline that lies elsewhere; whoever names one means it.
    /// - Throws: `FileError`, and `PipelineDiagnostics` about that file.
    init(_ space: ProjectSpace, also file: String?) throws {
        self.space = space
        if let file { try add(file) }
        for path in try space.allPipelineFiles().map({ "\(space.root)/\($0)" })
        where Self.isPipeline(path) {
            do throws(PipelineDiagnostics) {
                try add(path)
            } catch {
                invalid.append(error)
            }
        }
    }

    private mutating func add(_ file: String) throws(PipelineDiagnostics) {
        let first = try load(file, profile: nil)
        graphs.append(first.graph)
        for profile in first.profileNames where profile != first.graph.profile {
            graphs.append(try load(file, profile: profile).graph)
        }
    }

    private func load(
        _ file: String, profile: String?
    ) throws(PipelineDiagnostics) -> LoadedPipeline {
        try PipelineLoader.load(
            file: file, projectRoot: space.root, profile: profile, kinds: StageCatalogue.kinds)
    }

    /// Files that others include have no `pipeline` section of their own.
    private static func isPipeline(_ file: String) -> Bool {
        guard let bytes = try? FileContent.read(file) else { return true }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .contains { $0.hasPrefix("pipeline:") }
    }
}
