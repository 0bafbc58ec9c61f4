import Foundation
import Stages
import WorkerProtocol

/// A temporary folder in which single stages run as the worker runs them.
struct StageFolder {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nrc-pipe-stage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Runs one stage through a request file.
    ///
    /// - Parameter inputs: input name → absolute path.
    /// - Returns: output name → file.
    func run(
        _ kind: String, _ parameters: [String: RequestValue], inputs: [String: String] = [:],
        outputs: [String]
    ) throws -> [String: URL] {
        let files = Dictionary(
            uniqueKeysWithValues: outputs.map { ($0, folder.appendingPathComponent($0)) })
        let request = StageRequest(
            stage: kind, kind: kind, parameters: parameters, inputs: inputs.mapValues { [$0] },
            outputs: files.mapValues(\.path), threads: 1, profile: nil)
        let requestFile = folder.appendingPathComponent("request.json")
        try JSONEncoder().encode(request).write(to: requestFile)
        try StageRunner.run(
            requestPath: requestFile.path,
            responsePath: folder.appendingPathComponent("response.json").path)
        return files
    }
}
