/// What validation, the editors' JSON Schema and the reference manual know of one kind of stage.
package struct StageKind: Sendable {
    package enum Runner: Sendable, Hashable {
        /// `nrc-pipe-worker` runs it.
        case worker
        /// The stage's own `command` is run.
        case command
    }

    package enum Outputs: Sendable {
        /// The kind makes these; those with a condition only where it is met.
        case fixed([OutputSpecification])
        /// The stage declares them under `outputs:` as name → path relative to its scratch folder.
        case declaredByStage
    }

    package enum Inputs: Sendable {
        case fixed([InputSpecification])
        /// Any names (for commands).
        case declaredByStage
    }

    package var name: String
    /// Bumped whenever the bytes that the kind produces change for the same inputs.
    package var revision: Int
    package var summary: String
    package var runner: Runner
    package var parameters: [ParameterSpecification]
    package var inputs: Inputs
    package var outputs: Outputs
    /// The profile's name is part of what such a stage makes (a figure names it on its face).
    package var carriesProfile: Bool
    /// What such a stage makes in place of data that cannot be had; `nil` for all others.
    package var standsIn: String?
    /// Whether it names stand-in data among what it was made from: it has the parameter
    /// `StageGraph.standInParameter`.
    package var namesStandIns: Bool
    /// Adds parameters that come from elsewhere in the project.
    package var derivation: ParameterDerivation?
    /// Finds what is wrong with a stage that no single value shows.
    package var check: StageCheck?
    /// Tells how much a stage has to do; `nil` for kinds that are done in no time, or whose time
    /// nobody can tell.
    package var forecast: StageForecasting?
    /// The kind whose speed the worker measures where this one has never run on a machine; `nil`
    /// where none is like it.
    package var speedIsLike: String?

    package init(
        name: String, revision: Int, summary: String, runner: Runner = .worker,
        parameters: [ParameterSpecification], inputs: Inputs, outputs: Outputs,
        carriesProfile: Bool = false, standsIn: String? = nil, namesStandIns: Bool = false,
        derivation: ParameterDerivation? = nil, check: StageCheck? = nil,
        forecast: StageForecasting? = nil,
        speedIsLike: String? = nil
    ) {
        self.name = name
        self.revision = revision
        self.summary = summary
        self.runner = runner
        self.parameters = parameters
        self.inputs = inputs
        self.outputs = outputs
        self.carriesProfile = carriesProfile
        self.standsIn = standsIn
        self.namesStandIns = namesStandIns
        self.derivation = derivation
        self.check = check
        self.forecast = forecast
        self.speedIsLike = speedIsLike
    }
}

package struct ParameterSpecification: Sendable {
    package var name: String
    package var type: ParameterType
    /// `nil` makes the parameter required, unless `isOptional`.
    package var defaultValue: ParameterValue?
    /// An optional parameter without a default is absent from the request when it is not given.
    package var isOptional: Bool
    package var summary: String

    package init(
        _ name: String, _ type: ParameterType, default defaultValue: ParameterValue? = nil,
        isOptional: Bool = false, summary: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.isOptional = isOptional
        self.summary = summary
    }
}

package indirect enum ParameterType: Sendable, Hashable {
    case integer(ClosedRange<Int>)
    case real(RealRange)
    case text
    case boolean
    case choice([String])
    case list(of: ParameterType, count: ClosedRange<Int>)
    /// Any keys, values of one type.
    case mapping(of: ParameterType)
}

/// The finite numbers a real parameter may take.
package struct RealRange: Sendable, Hashable {
    package var lowest: Double
    package var highest: Double
    package var excludesLowest: Bool

    package init(from lowest: Double, through highest: Double, excludesLowest: Bool = false) {
        self.lowest = lowest
        self.highest = highest
        self.excludesLowest = excludesLowest
    }

    package static let positive = RealRange(
        from: 0, through: .greatestFiniteMagnitude, excludesLowest: true)
    package static let nonNegative = RealRange(from: 0, through: .greatestFiniteMagnitude)
    package static let unit = RealRange(from: 0, through: 1)
    package static let any = RealRange(
        from: -.greatestFiniteMagnitude, through: .greatestFiniteMagnitude)
}

package struct InputSpecification: Sendable {
    package enum Arity: Sendable, Hashable {
        case one
        case optional
        /// One or more, gathered in the order written and, within a gathered sweep, in axis order.
        case many
    }

    package var name: String
    package var arity: Arity
    package var format: ArtifactFormat
    package var summary: String

    package init(
        _ name: String, _ arity: Arity = .one, _ format: ArtifactFormat, summary: String
    ) {
        self.name = name
        self.arity = arity
        self.format = format
        self.summary = summary
    }
}

package struct OutputSpecification: Sendable {
    package var name: String
    /// The file's (or, for `.folder`, the directory's) name in the stage's scratch folder.
    package var path: String
    package var format: ArtifactFormat
    /// What a stage must ask for to have it; `nil` for what it makes in any case.
    package var condition: OutputCondition?
    /// What claims may say of it, of JSON whose metrics are known; empty for all else.
    package var metrics: [String]
    package var summary: String

    package init(
        _ name: String, path: String, _ format: ArtifactFormat,
        onlyWith condition: OutputCondition? = nil, metrics: [String] = [], summary: String
    ) {
        self.name = name
        self.path = path
        self.format = format
        self.condition = condition
        self.metrics = metrics
        self.summary = summary
    }
}

/// That a parameter of the stage has a certain text, such as `snapshots: listed`.
package struct OutputCondition: Sendable, Hashable {
    package var parameter: String
    package var value: String

    package init(_ parameter: String, _ value: String) {
        self.parameter = parameter
        self.value = value
    }
}

extension OutputCondition: CustomStringConvertible {
    /// As it is written under `with`.
    package var description: String { "\(parameter): \(value)" }
}

/// What a file holds; an input accepts only outputs of its own format (or `.any`).
package enum ArtifactFormat: String, Sendable, Hashable {
    case array, model, table, measurement, trajectory, json, document, image, folder, any
}
