internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// Every pipeline below a project's `pipelines/`, under each of its profiles.
struct ProjectPipelines {
    private let space: ProjectSpace
    private let files: [String]

    /// - Parameter file: a pipeline that lies elsewhere.
    /// - Throws: `FileError`.
    init(_ space: ProjectSpace, also file: String?) throws {
        self.space = space
        let found = try space.allPipelineFiles().map { "\(space.root)/\($0)" }
        files = found.filter(Self.isPipeline) + (file.map { [$0] } ?? [])
    }

    /// - Throws: `CommandFailure` when one is invalid: nobody knows then what it needs.
    func graphs(console: Console) throws -> [StageGraph] {
        var graphs: [StageGraph] = []
        for file in files {
            let first = try load(file, profile: nil, console: console)
            graphs.append(first.graph)
            for profile in first.profileNames where profile != first.graph.profile {
                graphs.append(try load(file, profile: profile, console: console).graph)
            }
        }
        return graphs
    }

    private func load(
        _ file: String, profile: String?, console: Console
    ) throws -> LoadedPipeline {
        do throws(PipelineDiagnostics) {
            return try PipelineLoader.load(
                file: file, projectRoot: space.root, profile: profile, kinds: StageCatalogue.kinds)
        } catch {
            throw CommandFailure(.invalid, error.rendered(colour: console.usesColourForProgress))
        }
    }

    /// Files that others include have no `pipeline` section of their own.
    private static func isPipeline(_ file: String) -> Bool {
        guard let bytes = try? FileContent.read(file) else { return true }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .contains { $0.hasPrefix("pipeline:") }
    }
}
