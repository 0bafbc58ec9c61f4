/// What the runner asks of `nrc-pipe-worker`, written as `request.json` into the scratch folder.
package struct StageRequest: Codable, Sendable {
    package static let currentVersion = 1

    package var version: Int
    /// The stage's name, for messages.
    package var stage: String
    package var kind: String
    package var parameters: [String: RequestValue]
    /// Input name → paths (absolute, or relative to the scratch folder); read-only.
    package var inputs: [String: [String]]
    /// Output name → path relative to the scratch folder.
    package var outputs: [String: String]
    /// Threads the stage may use; never changes the bytes it makes.
    package var threads: Int
    /// Only for kinds whose output names the profile.
    package var profile: String?
    /// Never changes the bytes that the stage makes.
    package var surroundings: StageSurroundings?

    package init(
        stage: String, kind: String, parameters: [String: RequestValue],
        inputs: [String: [String]], outputs: [String: String], threads: Int, profile: String?,
        surroundings: StageSurroundings? = nil
    ) {
        self.version = Self.currentVersion
        self.stage = stage
        self.kind = kind
        self.parameters = parameters
        self.inputs = inputs
        self.outputs = outputs
        self.threads = threads
        self.profile = profile
        self.surroundings = surroundings
    }
}

/// A parameter as JSON; integers and reals stay apart.
package indirect enum RequestValue: Codable, Sendable, Hashable {
    case integer(Int)
    case real(Double)
    case text(String)
    case boolean(Bool)
    case list([RequestValue])
    case mapping([String: RequestValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([RequestValue].self) {
            self = .list(value)
        } else {
            self = .mapping(try container.decode([String: RequestValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .mapping(let value): try container.encode(value)
        }
    }
}
