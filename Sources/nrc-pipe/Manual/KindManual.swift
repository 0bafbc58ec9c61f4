internal import PipelineLanguage

/// The reference of the stage kinds as Markdown, made from the schema that validates pipelines.
struct KindManual {
    private let kinds: [StageKind]

    init(_ kinds: [StageKind]) { self.kinds = kinds }

    var text: String {
        let list = kinds.map { "* [`\($0.name)`](#\(Self.anchor($0.name)))" }
        let introduction = """
            # Stage kinds

            Made by `make manual` from the schema that validates pipelines; `nrc-pipe list --kinds` \
            prints the same, and
            [pipeline.schema.json](pipeline.schema.json) holds it for editors. How a stage is \
            written is told in
            [pipeline-format.md](pipeline-format.md).
            """
        return ([introduction, list.joined(separator: "\n")] + kinds.map(section))
            .joined(separator: "\n\n")
    }

    /// As GitHub makes it of a heading.
    private static func anchor(_ name: String) -> String { name.filter { $0 != "." } }

    private func section(_ kind: StageKind) -> String {
        let slots = KindSlots(kind)
        var parts = ["## \(kind.name)", kind.summary]
        parts += Self.table("with", slots.parameters)
        parts += Self.table("inputs", slots.inputs)
        parts += Self.table("outputs", slots.outputs)
        return parts.joined(separator: "\n\n")
    }

    private static func table(_ title: String, _ slots: [KindSlots.Slot]) -> [String] {
        guard !slots.isEmpty else { return [] }
        let rows = slots.map { slot in
            "| `\(slot.name)` | \(cell(slot.note)) | \(cell(slot.summary)) |"
        }
        return [(["| \(title) | | |", "|---|---|---|"] + rows).joined(separator: "\n")]
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
