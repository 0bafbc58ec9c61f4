internal import PipelineLanguage

/// Why a stage that is not fresh cannot be started.
package enum StageObstacle: Hashable, Sendable {
    /// Files of the project that are not there, or are no files.
    case unusableInputs([UnusableInputs.Problem])
    /// It asks for more graphics processors than this machine has.
    case tooFewGPUs(wanted: Int, present: Int)
    /// It needs what these stages would make, which cannot be started.
    case needs([String])

    /// As the failure of the stage; `nil` where it is another stage that fails.
    var cause: FailureCause? {
        switch self {
        case .unusableInputs(let problems): .unusableInputs(problems)
        case .tooFewGPUs(let wanted, let present): .tooFewGPUs(wanted: wanted, present: present)
        case .needs: nil
        }
    }

    /// In words, one line each.
    package var lines: [String] {
        switch self {
        case .unusableInputs(let problems): problems.map(\.reasonOfStage)
        case .tooFewGPUs: cause.map { ["\($0)"] } ?? []
        case .needs(let stages): ["needs \(stages.joined(separator: ", "))"]
        }
    }
}

extension Plan {
    /// - Throws: `UnusableInputs` with all files that are missing.
    package func requireInputs() throws(UnusableInputs) {
        let problems = stages.flatMap { planned -> [UnusableInputs.Problem] in
            guard case .blocked(.unusableInputs(let problems)) = planned.state else { return [] }
            return problems
        }
        if !problems.isEmpty { throw UnusableInputs(problems: problems) }
    }
}

extension StageDecider {
    /// What keeps a stage from being decided at all.
    func obstacle(toDeciding stage: Stage) -> StageObstacle? {
        files.problems[stage.name].map { .unusableInputs($0) }
    }

    /// What keeps a stage that is to run from being started.
    func obstacle(toStarting stage: Stage, on resources: MachineResources) -> StageObstacle? {
        let (wanted, present) = (stage.resources.gpus, resources.gpus.count)
        return wanted > present ? .tooFewGPUs(wanted: wanted, present: present) : nil
    }
}
