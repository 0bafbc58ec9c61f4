package import PipelineLanguage

/// Why a stage has to run.
package enum StaleReason: Hashable, Sendable {
    case neverRun
    case forced
    /// `key` as it stands in the file (`with.weight_decay`, `outputs.table`, `kind`).
    case changed(key: String, from: String?, to: String?, by: Stage.Parameter.Origin?)
    case kindRevisionChanged(kind: String, from: Int, to: Int)
    case environmentChanged(variable: String, from: String?, to: String?)
    case inputChanged(InputChange)
    /// It was made before, but what it made cannot be used any more.
    case artifactUnusable(output: String, problem: ArtifactProblem)
    /// It was made before, but the state no longer holds how.
    case recordMissing
    /// Of some value: Unicode holds it for the same.
    case encodedOtherwise

    /// What a change is about, for readers that are programs.
    package struct Change: Hashable, Sendable {
        package var key: String
        package var from: String?
        package var to: String?
        /// The line or the option that the new value comes from.
        package var place: String?
    }

    /// `nil` for a reason that is no change of a value.
    package var change: Change? {
        switch self {
        case .neverRun, .forced, .artifactUnusable, .recordMissing, .encodedOtherwise: nil
        case .changed(let key, let from, let to, let origin):
            Change(key: key, from: from, to: to, place: origin?.place)
        case .kindRevisionChanged(_, let from, let to):
            Change(key: "kind", from: "revision \(from)", to: "revision \(to)", place: nil)
        case .environmentChanged(let variable, let from, let to):
            Change(key: "environment.\(variable)", from: from, to: to, place: nil)
        case .inputChanged(let change):
            Change(
                key: change.key, from: change.from?.hex, to: change.to?.hex,
                place: change.location.map { "\($0.file):\($0.line)" })
        }
    }

    package struct InputChange: Hashable, Sendable {
        package var input: String
        /// Set for an input that is a list.
        package var index: Int?
        /// The project file, or `stage.output`; `nil` for one that was taken out of a list.
        package var source: String?
        package var from: Digest?
        package var to: Digest?
        package var location: SourceLocation?

        /// `inputs.measurements[3]`.
        var key: String { "inputs.\(input)" + (index.map { "[\($0)]" } ?? "") }
    }
}

package enum ArtifactProblem: Hashable, Sendable {
    case missing
    case wrongSize(expected: Int64, found: Int64)
    case changed
    case unreadable(String)
}

extension ArtifactProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing: "is missing from the store"
        case .wrongSize(let expected, let found):
            "is damaged: \(found) bytes instead of \(expected)"
        case .changed: "is damaged: its bytes have changed"
        case .unreadable(let reason): "cannot be read: \(reason)"
        }
    }
}

extension StaleReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .neverRun: "never run"
        case .forced: "forced"
        case .changed(let key, let from?, let to?, let origin):
            "\(key): \(TextDifference(from, to).description)\(Self.suffix(origin))"
        case .changed(let key, let from, let to, let origin):
            "\(key): \(Self.value(from)) → \(Self.value(to))\(Self.suffix(origin))"
        case .kindRevisionChanged(let kind, let from, let to):
            "the kind \(kind) has a new revision: \(from) → \(to)"
        case .environmentChanged(let variable, let from, let to):
            "environment \(variable): \(Self.value(from)) → \(Self.value(to))"
        case .inputChanged(let change): change.description
        case .artifactUnusable(let output, let problem): "its output \(output) \(problem)"
        case .recordMissing: "the record of its last run is gone"
        case .encodedOtherwise:
            "a value looks as before, but its characters are encoded in another way"
        }
    }

    private static func value(_ text: String?) -> String {
        text.map { $0.isEmpty ? "\"\"" : $0 } ?? "(absent)"
    }

    private static func suffix(_ origin: Stage.Parameter.Origin?) -> String {
        origin.flatMap(\.place).map { ", \($0)" } ?? ""
    }
}

extension StaleReason.InputChange: CustomStringConvertible {
    package var description: String {
        let name = source.map { " (\($0))" } ?? ""
        let before = from?.short ?? "(absent)"
        let after = to?.short ?? "(absent)"
        let line = location.map { ", \($0.file):\($0.line)" } ?? ""
        return "\(key)\(name): \(before) → \(after)\(line)"
    }
}

extension Stage.Parameter.Origin {
    /// `pipelines/x.yaml:41`, `--set width`, `the kind's default`; `nil` for what the pipeline itself
    /// gives.
    package var place: String? {
        switch self {
        case .written(let location): "\(location.file):\(location.line)"
        case .option(let name): "--set \(name)"
        case .standard: "the kind's default"
        case .builtIn: nil
        }
    }
}
