internal import PipelineLanguage

extension PipelineReader {
    /// What differs between two runs.
    ///
    /// - Parameter targets: whose stages to compare, and what those need; all by default.
    /// - Throws: `StateError`, `UnknownTargets`.
    package func compare(
        _ first: RunRecord, _ second: RunRecord, targets: [String] = []
    ) throws -> RunComparison {
        let before = Dictionary(
            first.stages.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            second.stages.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
        var names = second.stages.map(\.stage)
        names += first.stages.map(\.stage).filter { after[$0] == nil }
        if !targets.isEmpty {
            let wanted = try TargetSelection(targets, in: graph).closure.map { graph[$0].name }
            names = names.filter(Set(wanted).contains)
        }
        let stages = try names.map { try compare($0, before[$0], after[$0]) }
        return RunComparison(
            first: first, second: second, stages: stages.filter { !$0.isEqual },
            equalCount: stages.count { $0.isEqual })
    }

    private func compare(
        _ name: String, _ before: RunRecord.StageOutcome?, _ after: RunRecord.StageOutcome?
    ) throws -> RunComparison.Stage {
        let old = try before?.fingerprint.flatMap { try database?.record($0)?.manifest }
        let new = try after?.fingerprint.flatMap { try database?.record($0)?.manifest }
        var stage = RunComparison.Stage(
            name: name, outcomes: (before?.outcome, after?.outcome), changes: [], outputs: [])
        stage.isEqual =
            before?.fingerprint == after?.fingerprint && before?.outputs == after?.outputs
            && before?.isMade == after?.isMade
        if let old, let new {
            stage.changes = ManifestDifference.reasons(from: old, to: new)
        } else if let before, let after, before.isMade, after.isMade {
            stage.recordIsGone = before.fingerprint != after.fingerprint
        }
        guard let before, let after, before.isMade, after.isMade else { return stage }
        let (former, present) = (
            try program(before), try program(after)
        )
        if former != present, former != nil || present != nil {
            stage.programs = (former, present)
        }
        let formats = Dictionary(
            (new ?? old)?.outputs.map { ($0.name, $0.format) } ?? [],
            uniquingKeysWith: { first, _ in first })
        let (left, right) = (before.outputs ?? [], after.outputs ?? [])
        for output in Set(left.map(\.name)).union(right.map(\.name)).sorted() {
            let change = RunComparison.Output(
                name: output, format: formats[output],
                from: left.first { $0.name == output }, to: right.first { $0.name == output })
            if change.from != change.to { stage.outputs.append(change) }
        }
        return stage
    }

    /// Whether the name is a run's, as `run(named:)` takes it.
    package func isRun(_ name: String) -> Bool { (try? run(named: name)) != nil }

    /// The program that a command started, with the first digits of its SHA-256.
    private func program(_ outcome: RunRecord.StageOutcome) throws -> String? {
        let facts =
            try outcome.provenance
            ?? outcome.fingerprint.flatMap { try database?.record($0)?.provenance } ?? [:]
        return facts[CommandPrograms.pathKey].map { path in
            "\(path) (\(facts[CommandPrograms.digestKey]?.prefix(12) ?? ""))"
        }
    }

    /// What the store holds of an output of a run.
    package func content(of output: RunRecord.Output) -> OutputContent {
        store.content(of: output.artifact)
    }
}

/// What differs between two runs.
package struct RunComparison: Sendable {
    package var first: RunRecord
    package var second: RunRecord
    /// Those that differ, in the order of the second run.
    package var stages: [Stage]
    package var equalCount: Int

    package struct Stage: Sendable {
        package var name: String
        /// `nil` for a stage that the run did not have.
        package var outcomes: (first: String?, second: String?)
        /// Of parameters, inputs, kind and environment; empty where one of the two made nothing.
        package var changes: [StaleReason]
        /// The programs of a command, where they differ; they are no part of its fingerprint.
        package var programs: (first: String?, second: String?)?
        /// Those that differ.
        package var outputs: [Output]
        fileprivate(set) var isEqual = false
        /// What it was made with is not known any more: `gc` removes records too.
        package fileprivate(set) var recordIsGone = false
    }

    package struct Output: Sendable {
        package var name: String
        /// What it holds, as the kind says: `measurement`, `table`; `nil` where nothing tells.
        package var format: String?
        package var from: RunRecord.Output?
        package var to: RunRecord.Output?
    }
}

extension RunRecord.StageOutcome {
    /// Whether the run ended with the stage's outputs.
    fileprivate var isMade: Bool { outputs != nil }
}
