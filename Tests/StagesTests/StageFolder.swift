import Foundation
import PipelineLanguage
import Stages
import TestSupport
import WorkerProtocol

@testable import PipelineEngine

/// A temporary folder in which single stages run as the worker runs them.
final class StageFolder: Sendable {
    private let project: TemporaryProject

    init() throws { project = try TemporaryProject() }

    /// The absolute path of something in the folder.
    func path(_ relative: String) -> String { project.path(relative) }

    /// Writes a file, and returns its absolute path.
    func write(_ text: String, to relative: String) throws -> String {
        try project.write(text, to: relative)
        return path(relative)
    }

    /// Runs one stage, with the catalogue's defaults for the parameters that are left out.
    ///
    /// - Parameters:
    ///   - inputs: input name → absolute path; `lists` for those that gather several.
    ///   - place: the folder of the outputs; the kind's name by default.
    ///   - threads: how many the stage may use.
    /// - Returns: output name → file, for all outputs of the kind.
    @discardableResult
    func run(
        _ kind: StageKind, _ parameters: [String: RequestValue] = [:],
        inputs: [String: String] = [:], lists: [String: [String]] = [:], in place: String? = nil,
        threads: Int = 1
    ) throws -> [String: URL] {
        let outputs = try outputs(of: kind, in: place ?? kind.name)
        let defaults = kind.parameters.compactMap { parameter in
            parameter.defaultValue.map { (parameter.name, RequestValue($0)) }
        }
        try run(
            StageRequest(
                stage: "stage", kind: kind.name,
                parameters: parameters.merging(defaults) { given, _ in given },
                inputs: inputs.mapValues { [$0] }.merging(lists) { $1 }, outputs: outputs,
                threads: threads, profile: "golden"))
        return outputs.mapValues { URL(fileURLWithPath: $0) }
    }

    /// Runs what a request asks for, through files as the worker does.
    @discardableResult
    func run(_ request: StageRequest) throws -> StageResponse {
        let file = URL(fileURLWithPath: path("request.json"))
        let response = URL(fileURLWithPath: path("response.json"))
        try Data(RequestCoding.encode(request)).write(to: file)
        try StageRunner.run(requestPath: file.path, responsePath: response.path)
        return try RequestCoding.decodeResponse(Array(Data(contentsOf: response)))
    }

    /// The text of the error that a stage ends in; empty when it succeeds.
    func refusal(
        _ kind: StageKind, _ parameters: [String: RequestValue] = [:],
        inputs: [String: String] = [:], lists: [String: [String]] = [:]
    ) -> String {
        do {
            try run(kind, parameters, inputs: inputs, lists: lists)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// Output name → absolute path, in a folder that exists afterwards.
    func outputs(of kind: StageKind, in place: String) throws -> [String: String] {
        guard case .fixed(let outputs) = kind.outputs else { return [:] }
        try FileManager.default.createDirectory(
            atPath: path(place), withIntermediateDirectories: true)
        return Dictionary(
            uniqueKeysWithValues: outputs.map { ($0.name, path("\(place)/\($0.path)")) })
    }
}
