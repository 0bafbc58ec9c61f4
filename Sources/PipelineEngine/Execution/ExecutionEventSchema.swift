package import PipelineLanguage

extension ExecutionEvent {
    /// The JSON Schema of one line of an event file.
    package static var schema: SchemaValue {
        [
            "$schema": .draft,
            "title": "A line of nrc-pipe's event file",
            "oneOf": .list(forms.map(\.schema)),
        ]
    }

    /// What an event of one name holds beside the keys that all have.
    private struct Form {
        let name: String
        let summary: String
        var required: [String: SchemaValue] = [:]
        var optional: [String: SchemaValue] = [:]

        var schema: SchemaValue {
            let common: [String: SchemaValue] = [
                "version": ["const": .integer(ExecutionEvent.version)],
                "event": ["const": .text(name)],
                "run": text, "time": text,
            ]
            let all = common.merging(required) { first, _ in first }
            return .closedObject(
                all.merging(optional) { first, _ in first }, required: Array(all.keys), summary)
        }
    }

    private static let text: SchemaValue = ["type": "string"]
    private static let texts: SchemaValue = ["type": "array", "items": text]
    private static let count: SchemaValue = ["type": "integer", "minimum": 0]
    private static let seconds: SchemaValue = ["type": "number", "minimum": 0]

    private static var forms: [Form] { runForms + decisionForms + workForms + endForms }

    private static var runForms: [Form] {
        [
            Form(
                name: "run-started", summary: "The first event of a run.",
                required: [
                    "pipeline": text, "profile": text, "targets": texts, "stages": count,
                    "jobs": count,
                ]),
            Form(
                name: "note", summary: "Something that a person should know of.",
                required: ["message": text]),
            Form(
                name: "run-finished", summary: "The last event of a run.",
                required: [
                    "outcome": ["enum": ["succeeded", "failed", "interrupted"]],
                    "wall_seconds": seconds,
                    "counts": .closedObject(
                        [
                            "built": count, "reused": count, "failed": count,
                            "interrupted": count, "skipped": count,
                        ], required: ["built", "reused", "failed", "interrupted", "skipped"]),
                ]),
        ]
    }

    private static var decisionForms: [Form] {
        [
            Form(
                name: "stage-planned",
                summary: """
                    The stage is stale, with the reasons, or undecided until others are finished.
                    """,
                required: ["stage": text, "plan": ["enum": ["stale", "undecided"]]],
                optional: ["reasons": texts, "until": texts, "expected_seconds": seconds]),
            Form(
                name: "stage-queued", summary: "The stage waits for cores only.",
                required: ["stage": text]),
        ]
    }

    private static var workForms: [Form] {
        [
            Form(
                name: "stage-started", summary: "An attempt at the stage begins.",
                required: ["stage": text, "attempt": count, "log": text],
                optional: ["expected_seconds": seconds]),
            Form(
                name: "stage-progress", summary: "The stage says how far it is.",
                required: ["stage": text],
                optional: [
                    "fraction": ["type": "number", "minimum": 0, "maximum": 1], "message": text,
                ]),
            Form(
                name: "stage-checkpoint", summary: "The stage has saved what it would go on from.",
                required: ["stage": text, "message": text]),
            Form(
                name: "stage-retrying", summary: "The attempt failed, and another one follows.",
                required: [
                    "stage": text, "attempt": count, "after_seconds": seconds, "cause": text,
                ]),
        ]
    }

    private static var endForms: [Form] {
        [
            Form(
                name: "stage-finished",
                summary: "The stage's outputs are there: it was fresh, or it made them now.",
                required: ["stage": text, "outcome": ["enum": ["reused", "built", "same-bytes"]]],
                optional: ["wall_seconds": seconds]),
            Form(
                name: "stage-failed", summary: "The last attempt failed.",
                required: ["stage": text, "failure": failure]),
            Form(
                name: "stage-interrupted",
                summary: "The stage was at work when the run was interrupted.",
                required: ["stage": text]),
            Form(
                name: "stage-skipped", summary: "The stage was never started.",
                required: ["stage": text, "reason": text]),
        ]
    }

    private static var failure: SchemaValue {
        .closedObject(
            [
                "stage": text, "cause": text, "attempts": count, "log_tail": texts,
                "log_path": text, "scratch_path": text, "rerun_command": text, "log_command": text,
                "usage": .closedObject(
                    [
                        "wall_seconds": seconds, "user_seconds": seconds,
                        "system_seconds": seconds, "peak_bytes": count,
                    ], required: ["wall_seconds", "user_seconds", "system_seconds", "peak_bytes"]),
            ],
            required: ["stage", "cause", "attempts", "log_tail", "rerun_command"])
    }
}
