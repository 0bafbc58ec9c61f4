/// What can be told of a stage before it runs: how much it has to do, and how large what it makes
/// will be, which tells the same of the stages that read it.
///
/// An estimate: it decides about no byte and is in no fingerprint.
package struct StageForecast: Sendable, Hashable {
    /// In a unit of the kind's own: floating-point operations where the kind computes, pixels where
    /// it handles pictures. `nil` where nobody can tell.
    package var work: Double?
    /// By output; those that nobody can tell are missing.
    package var outputs: [String: ForeseenOutput]

    package init(work: Double? = nil, outputs: [String: ForeseenOutput] = [:]) {
        self.work = work
        self.outputs = outputs
    }
}

/// How large an output will be.
package enum ForeseenOutput: Sendable, Hashable {
    /// An array, or a table's samples.
    case array([Int])
    /// Models of one architecture, alike in size.
    case models(ForeseenModel, count: Int)
    /// A data set in files: its samples and the shape of one sample's inputs and targets.
    case samples(Int, inputs: [Int], targets: Int)
}

/// How large a network is.
package struct ForeseenModel: Sendable, Hashable {
    /// Of one sample's way through the network.
    package var multiplications: Double
    /// The inputs of each layer that is measured.
    package var layerInputs: [Int]

    package init(multiplications: Double, layerInputs: [Int]) {
        self.multiplications = multiplications
        self.layerInputs = layerInputs
    }
}

/// How a kind makes a stage's forecast from its parameters and the forecasts of what it reads.
package typealias StageForecasting = @Sendable (ForecastContext) -> StageForecast

/// What a forecast is made from.
package struct ForecastContext: Sendable {
    /// Absolute path of the project's root, for what lies there, such as data manifests.
    package let projectRoot: String
    private let parameters: [String: ParameterValue]
    private let inputs: [String: ForeseenOutput]

    package init(
        parameters: [String: ParameterValue], inputs: [String: ForeseenOutput], projectRoot: String
    ) {
        self.parameters = parameters
        self.inputs = inputs
        self.projectRoot = projectRoot
    }

    /// The forecast of an input's first source; `nil` where nobody can tell.
    package func input(_ name: String) -> ForeseenOutput? { inputs[name] }

    package var inputNames: [String] { inputs.keys.sorted() }

    /// The shape of an array that is read.
    package func shape(_ name: String) -> [Int]? {
        if case .array(let shape)? = inputs[name] { shape } else { nil }
    }

    package func integer(_ name: String) -> Int? {
        if case .integer(let value)? = parameters[name] { value } else { nil }
    }

    package func real(_ name: String) -> Double? {
        switch parameters[name] {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    package func text(_ name: String) -> String? {
        if case .text(let text)? = parameters[name] { text } else { nil }
    }

    package func isTrue(_ name: String) -> Bool { parameters[name] == .boolean(true) }
}
