internal import PipelineLanguage

/// The reference of the stage kinds, made from the schema that validates pipelines.
struct KindReport: Report {
    private let kinds: [StageKind]

    init(_ kinds: [StageKind]) { self.kinds = kinds }

    func text(on page: Page) -> String {
        kinds.map { kind in
            let slots = KindSlots(kind)
            var lines = [kind.name] + page.wrapped(kind.summary, indent: 2)
            lines += Self.section("with", slots.parameters, on: page)
            lines += Self.section("inputs", slots.inputs, on: page)
            lines += Self.section("outputs", slots.outputs, on: page)
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Each entry on a line, its summary below it, so that eighty columns are enough for most.
    private static func section(
        _ title: String, _ slots: [KindSlots.Slot], on page: Page
    ) -> [String] {
        guard !slots.isEmpty else { return [] }
        var table = TextTable()
        for slot in slots { table.append(["   ", slot.name, slot.note]) }
        return ["  \(title)"]
            + zip(table.lines(on: .endless), slots).flatMap { line, slot in
                page.wrapped(line, indent: 10, firstIndent: 0)
                    + page.wrapped(slot.summary, indent: 10)
            }
    }

    var json: JSON {
        JSON(
            kinds: kinds.map { kind in
                JSON.Kind(
                    kind: kind.name, revision: kind.revision, summary: kind.summary,
                    parameters: kind.parameters.map {
                        JSON.Parameter(
                            name: $0.name, type: $0.type.expectation,
                            defaultValue: $0.defaultValue.map { "\($0)" },
                            required: $0.defaultValue == nil && !$0.isOptional,
                            summary: $0.summary)
                    },
                    inputs: KindSlots(kind).inputs.map(\.name),
                    outputs: KindSlots(kind).outputs.map(\.name))
            })
    }

    struct JSON: Encodable {
        let kinds: [Kind]

        struct Kind: Encodable {
            let kind: String
            let revision: Int
            let summary: String
            let parameters: [Parameter]
            let inputs: [String]
            let outputs: [String]
        }

        struct Parameter: Encodable {
            let name: String
            let type: String
            let defaultValue: String?
            let required: Bool
            let summary: String
        }
    }
}
