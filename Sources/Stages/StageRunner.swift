internal import Foundation
internal import LinearAlgebra
internal import WorkerProtocol

/// Runs the stage of one request in this process.
package enum StageRunner {
    /// How each kind is run, by its name in the stage catalogue.
    private static let kinds: [String: @Sendable (StageContext) throws -> Void] = [
        "dataset.fetch": FetchDatasetStage.run,
        "dataset.tabular": TabularDatasetStage.run,
        "dataset.images": ImageDatasetStage.run,
        "dataset.comparison": CompareDatasetsStage.run,
        "standin.driving": StandInStages.runDriving,
        "standin.portraits": StandInStages.runPortraits,
        "synthetic.dataset": SyntheticDatasetStage.run,
        "train.mlp": TrainMultilayerPerceptronStage.run,
        "train.resnet": TrainResidualNetworkStage.run,
        "collapse.measure": MeasureCollapseStage.run,
        "collapse.trajectory": MeasureTrajectoryStage.run,
        "collapse.table": TabulateCollapseStage.run,
        "collapse.proposition1": TabulateProposition1Stage.run,
        "figure": FigureStage.run,
        "figure.trajectory": TrajectoryFigureStage.run,
        "figure.columns": FigureColumnsStage.run,
    ]

    package static var kindNames: Set<String> { Set(kinds.keys) }

    /// Reads the request, runs it and writes the response. Paths in it are relative to the working
    /// folder, which is the stage's scratch folder.
    ///
    /// - Throws: what the stage threw, or an error that names a request that cannot be read.
    package static func run(requestPath: String, responsePath: String) throws {
        BLASLibrary.useOneThread()
        let request = try read(requestPath)
        guard let run = kinds[request.kind] else { throw StageError.unknownKind(request.kind) }
        let folder = URL(fileURLWithPath: requestPath).deletingLastPathComponent()
        let progress = ProgressReporter(
            path: folder.appendingPathComponent("progress.ndjson").path)
        let context = StageContext(request, progress: progress)
        tellSettings(of: request)
        try run(context)
        tellOutputs(of: request, in: folder)
        let findings = context.findings
        let response = StageResponse(
            provenance: Provenance.facts().merging(findings.provenance) { fact, _ in fact },
            peakBytes: Provenance.peakBytes(),
            settled: findings.settled.isEmpty ? nil : findings.settled)
        try JSONEncoder().encode(response).write(to: URL(fileURLWithPath: responsePath))
    }

    /// The log's first lines: what the stage was asked for.
    private static func tellSettings(of request: StageRequest) {
        for (name, value) in request.parameters.sorted(by: { $0.key < $1.key }) {
            StageLog.tell("\(name): \(value.logText)")
        }
        StageLog.tell("threads: \(request.threads)")
    }

    /// The log's last lines: what the stage made.
    private static func tellOutputs(of request: StageRequest, in folder: URL) {
        for (name, path) in request.outputs.sorted(by: { $0.key < $1.key }) {
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: folder.appendingPathComponent(path).path)
            guard let attributes else { continue }
            let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
            let size = attributes[.size] as? Int ?? 0
            StageLog.tell("made \(name): \(path)" + (isFolder ? "/" : ", \(size) bytes"))
        }
    }

    /// The versions of what this worker is made with, as a JSON object.
    package static func facts() -> String {
        var facts = Provenance.libraries()
        facts["version"] = ProgramVersion.current
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func read(_ path: String) throws -> StageRequest {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StageError.unreadable(path)
        }
        let request: StageRequest
        do {
            request = try JSONDecoder().decode(StageRequest.self, from: data)
        } catch {
            throw StageError.malformed(path, error)
        }
        guard request.version == StageRequest.currentVersion else {
            throw StageError.wrongVersion(request.version)
        }
        return request
    }
}

extension StageError {
    fileprivate static func unreadable(_ path: String) -> StageError {
        StageError(description: "cannot read the request '\(path)'")
    }

    fileprivate static func malformed(_ path: String, _ error: any Error) -> StageError {
        StageError(description: "'\(path)' is not a stage request: \(error)")
    }

    fileprivate static func wrongVersion(_ version: Int) -> StageError {
        StageError(
            description: """
                the request has version \(version), this worker understands \
                \(StageRequest.currentVersion): install nrc-pipe and nrc-pipe-worker together
                """)
    }

    fileprivate static func unknownKind(_ kind: String) -> StageError {
        StageError(
            description: """
                this worker has no stage kind '\(kind)': install nrc-pipe and nrc-pipe-worker \
                together
                """)
    }
}
