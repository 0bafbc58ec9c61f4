internal import WorkerProtocol

/// What one stage works with: its parameters, the paths of its inputs and outputs, and a place to
/// report progress.
struct StageContext {
    let parameters: StageParameters
    let profile: String?
    let progress: ProgressReporter
    let surroundings: StageSurroundings?
    /// How many the stage may use, at least one; never changes the bytes it makes.
    let threads: Int
    /// What the stage has found out for good.
    let findings = StageFindings()
    private let inputs: [String: [String]]
    private let outputs: [String: String]

    init(_ request: StageRequest, progress: ProgressReporter) {
        parameters = StageParameters(request.parameters)
        profile = request.profile
        surroundings = request.surroundings
        threads = max(1, request.threads)
        inputs = request.inputs
        outputs = request.outputs
        self.progress = progress
    }

    func input(_ name: String) throws -> String {
        guard let path = try optionalInput(name) else { throw StageError.noInput(name) }
        return path
    }

    func optionalInput(_ name: String) throws -> String? {
        guard let paths = inputs[name], !paths.isEmpty else { return nil }
        guard paths.count == 1 else { throw StageError.noInput(name) }
        return paths.first
    }

    /// The paths of an input that gathers several, in the pipeline's order.
    func inputList(_ name: String) throws -> [String] {
        guard let paths = inputs[name], !paths.isEmpty else { throw StageError.noInput(name) }
        return paths
    }

    func output(_ name: String) throws -> String {
        guard let path = outputs[name] else { throw StageError.noOutput(name) }
        return path
    }
}

extension StageError {
    fileprivate static func noInput(_ name: String) -> StageError {
        StageError(description: "the request names no single file for the input '\(name)'")
    }

    fileprivate static func noOutput(_ name: String) -> StageError {
        StageError(description: "the request names no file for the output '\(name)'")
    }
}
