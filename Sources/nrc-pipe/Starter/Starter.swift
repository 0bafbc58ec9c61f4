internal import FoundationEssentials
internal import PipelineEngine
internal import PipelineLanguage
internal import StageCatalogue

/// A new project: one pipeline that runs as it is.
struct Starter {
    private static let fallbackName = "my-paper"

    /// As it was typed.
    private let folder: String
    private let name: String

    /// - Parameter name: the pipeline's; `nil` takes the folder's, as far as it is one.
    init(folder: String, name: String?) {
        self.folder = folder
        self.name = name ?? Self.name(of: folder)
    }

    /// Writes the pipeline.
    ///
    /// - Returns: its path, as the folder was typed.
    /// - Throws: `CommandFailure` where there is a project already, for a name that no pipeline can
    ///   have, and for a folder that cannot be written to; nothing is changed then.
    func write() throws -> String {
        let pipelines = "\(folder)/\(ProjectSpace.pipelineFolderName)"
        let present = (try? FileManager.default.contentsOfDirectory(atPath: pipelines)) ?? []
        if let first = present.sorted().first(where: {
            $0.hasSuffix(".yaml") || $0.hasSuffix(".yml")
        }) {
            throw CommandFailure.projectExists("\(pipelines)/\(first)")
        }
        let text = StarterPipeline.text(name: name)
        try Self.check(text, name: name)
        let path = "\(pipelines)/\(name).yaml"
        do {
            try FileManager.default.createDirectory(
                atPath: pipelines, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure.unwritable(pipelines, error)
        }
        do throws(FileError) {
            try FileContent.replace(path, with: Array(text.utf8))
        } catch {
            throw CommandFailure(.invalid, "error: \(error)")
        }
        return path
    }

    /// The pipeline is what this program itself calls valid, with this name too.
    private static func check(_ text: String, name: String) throws {
        do throws(PipelineDiagnostics) {
            _ = try PipelineLoader.load(
                SourceFile(path: "\(name).yaml", bytes: Array(text.utf8)), projectRoot: "/",
                kinds: StageCatalogue.kinds)
        } catch {
            throw CommandFailure(.invalid, error.rendered())
        }
    }

    private static func name(of folder: String) -> String {
        let path = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL.path
        let last = path.split(separator: "/").last?.lowercased() ?? ""
        let plain = String(last.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        guard let first = plain.first, first.isLetter else { return fallbackName }
        return plain
    }
}

extension CommandFailure {
    fileprivate static func projectExists(_ path: String) -> CommandFailure {
        CommandFailure(
            .invalid,
            "error: there is a pipeline already, '\(path)'; name another folder: nrc-pipe init DIR")
    }

    fileprivate static func unwritable(_ folder: String, _ error: any Error) -> CommandFailure {
        let reason = (error as? CocoaError)?.underlying.map { "\($0)" } ?? "\(error)"
        return CommandFailure(
            .invalid,
            "error: cannot make the folder '\(folder)' (\(reason)); name one that you may write to")
    }
}
