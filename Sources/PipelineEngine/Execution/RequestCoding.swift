internal import FoundationEssentials
internal import PipelineLanguage
internal import WorkerProtocol

extension StageRequest {
    /// - Parameters:
    ///   - inputs: absolute paths of each input.
    ///   - outputs: the path of each output, relative to the scratch folder.
    ///   - threads: cores the stage may use.
    init(
        _ stage: Stage, inputs: [String: [String]], outputs: [String: String], threads: Int,
        surroundings: StageSurroundings
    ) {
        var parameters: [String: RequestValue] = [:]
        for parameter in stage.parameters {
            parameters[parameter.name] = RequestValue(parameter.value)
        }
        self.init(
            stage: stage.name, kind: stage.kind, parameters: parameters, inputs: inputs,
            outputs: outputs, threads: threads, profile: stage.stampedProfile,
            surroundings: surroundings)
    }
}

extension RequestValue {
    init(_ value: ParameterValue) {
        switch value {
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .text(let value): self = .text(value)
        case .boolean(let value): self = .boolean(value)
        case .list(let values): self = .list(values.map(RequestValue.init))
        case .mapping(let entries):
            var values: [String: RequestValue] = [:]
            for entry in entries { values[entry.key] = RequestValue(entry.value) }
            self = .mapping(values)
        }
    }
}

extension ParameterValue {
    init(_ value: RequestValue) {
        switch value {
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .text(let value): self = .text(value)
        case .boolean(let value): self = .boolean(value)
        case .list(let values): self = .list(values.map(ParameterValue.init))
        case .mapping(let values):
            self = .mapping(
                values.sorted { $0.key < $1.key }
                    .map { Entry(key: $0.key, value: ParameterValue($0.value)) })
        }
    }
}

/// The JSON that runner and worker exchange; its keys are those of `WorkerProtocol`'s types.
enum RequestCoding {
    static func encode(_ request: StageRequest) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(request))
    }

    static func decodeResponse(_ content: [UInt8]) throws -> StageResponse {
        do {
            return try JSONDecoder().decode(StageResponse.self, from: Data(content))
        } catch {
            throw ResponseError.unreadable("\(error)")
        }
    }
}

enum ResponseError: Error, Hashable {
    case unreadable(String)
}

extension ResponseError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let reason): "the worker's response cannot be read: \(reason)"
        }
    }
}
