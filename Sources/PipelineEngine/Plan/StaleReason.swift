package import PipelineLanguage

/// Why a stage has to run.
package enum StaleReason: Hashable, Sendable {
    case neverRun
    case forced
    /// `key` as it stands in the file (`with.weight_decay`, `outputs.table`, `kind`).
    case changed(key: String, from: String?, to: String?, at: SourceLocation?)
    case kindRevisionChanged(kind: String, from: Int, to: Int)
    case environmentChanged(variable: String, from: String?, to: String?)
    case inputChanged(InputChange)
    /// It was made before, but what it made cannot be used any more.
    case artifactUnusable(output: String, problem: ArtifactProblem)
    /// It was made before, but the state no longer holds how.
    case recordMissing

    package struct InputChange: Hashable, Sendable {
        package var input: String
        /// Set for an input that is a list.
        package var index: Int?
        /// The project file, or `stage.output`; `nil` for one that was taken out of a list.
        package var source: String?
        package var from: Digest?
        package var to: Digest?
        package var location: SourceLocation?
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
        case .changed(let key, let from, let to, let location):
            "\(key): \(Self.value(from)) → \(Self.value(to))\(Self.suffix(location))"
        case .kindRevisionChanged(let kind, let from, let to):
            "the kind \(kind) has a new revision: \(from) → \(to)"
        case .environmentChanged(let variable, let from, let to):
            "environment \(variable): \(Self.value(from)) → \(Self.value(to))"
        case .inputChanged(let change): change.description
        case .artifactUnusable(let output, let problem): "its output \(output) \(problem)"
        case .recordMissing: "the record of its last run is gone"
        }
    }

    private static func value(_ text: String?) -> String { text ?? "(absent)" }

    fileprivate static func suffix(_ location: SourceLocation?) -> String {
        location.map { ", \($0.file):\($0.line)" } ?? ""
    }
}

extension StaleReason.InputChange: CustomStringConvertible {
    package var description: String {
        let place = "inputs.\(input)" + (index.map { "[\($0)]" } ?? "")
        let name = source.map { " (\($0))" } ?? ""
        let before = from?.short ?? "(absent)"
        let after = to?.short ?? "(absent)"
        return "\(place)\(name): \(before) → \(after)\(StaleReason.suffix(location))"
    }
}
