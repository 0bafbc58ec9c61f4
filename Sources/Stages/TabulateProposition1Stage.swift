internal import Collapse
internal import Figures
internal import PipelineLanguage

/// `collapse.proposition1`: the bound of Appendix C in every layer of measured models.
enum TabulateProposition1Stage {
    static func run(_ context: StageContext) throws {
        let settings = BoundedSetting.settings(of: try context.measurements())
        let standIn = try context.parameters.optionalText(StageGraph.standInParameter)
        try ResultFile.write(csv(settings, standIn: standIn), to: context.output("table"))
        try ResultFile.write(page(settings, standIn: standIn), to: context.output("page"))
    }

    // MARK: For programs

    /// A row per model and layer; an undefined value is an empty field.
    static func csv(_ settings: [BoundedSetting], standIn: String?) -> String {
        var columns = [
            "setting", "k", "model", "layer", "name", "left_side", "epsilon_1",
            "epsilon_2_projected", "epsilon_2_full", "right_side", "ratio", "verdict",
            "broken_assumption", "unexplained_targets", "unexplained_variance",
        ]
        if standIn != nil { columns.append("stand_in") }
        var lines = [columns.joined(separator: ",")]
        for setting in settings {
            for (model, layer, name, bound) in setting.bounds {
                let identity = [
                    CSVField.text(setting.title), "\(setting.k)", "\(model)", "\(layer)",
                    CSVField.text(name),
                ]
                lines.append(
                    (identity + fields(bound) + (standIn.map { [CSVField.text($0)] } ?? []))
                        .joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fields(_ bound: Proposition1) -> [String] {
        [
            CSVField.number(bound.leftSide), CSVField.number(bound.epsilon1),
            CSVField.number(bound.epsilon2Projected), CSVField.number(bound.epsilon2Full),
            CSVField.number(bound.rightSide), CSVField.number(bound.ratio),
            bound.verdict.rawValue, CSVField.text(bound.brokenAssumption?.text ?? ""),
            CSVField.number(bound.unexplainedTargets), CSVField.number(bound.unexplainedVariance),
        ]
    }

    // MARK: For people

    /// A table per setting: medians over the seeds, what became of the bound, and what broke.
    static func page(_ settings: [BoundedSetting], standIn: String?) -> String {
        var lines = ["# Proposition 1 in every measured layer", ""]
        if let standIn { lines += ["**Stand-in data**: \(MarkdownTable.oneLine(standIn))", ""] }
        lines += [introduction, "", counts(settings)]
        for setting in settings {
            lines += ["", "## \(MarkdownTable.oneLine(setting.heading))", ""]
            lines += MarkdownTable.heading([
                "layer", "‖H̄ − P_Y H̄‖/‖H̄‖", "ε₁", "ε₂ projected", "ε₂ full", "√ε₁ + √ε₂",
                "ratio", "bound", "‖Ȳ − P_H Ȳ‖/‖Ȳ‖",
            ])
            for layer in 0..<setting.depth { lines.append(row(setting, layer)) }
            lines += setting.remarks.isEmpty ? [] : [""]
            lines += setting.remarks.map { "* \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let introduction = """
        If NRC1 ≤ ε₁ and 1 − CKA ≤ ε₂, then ‖H̄ − P_Y H̄‖/‖H̄‖ ≤ √ε₁ + √ε₂. Here ε₁ and ε₂ are the \
        layer's own NRC1 and 1 − CKA, of the features projected on their top k directions; that of \
        all features stands beside it. The bound is *vacuous* where its right side is 1 or more. It is \
        proved for k = 1; for k ≥ 2 it can fail. It bounds the regression of H on Y, not that of Y on H, \
        so that a collapsed and aligned layer may still leave much of the targets unexplained: the last \
        column, whose square is the share of the targets' variance. Values are medians over the seeds.
        """

    private static func counts(_ settings: [BoundedSetting]) -> String {
        let verdicts = settings.flatMap { $0.bounds.map(\.bound.verdict) }
        func count(_ verdict: Proposition1.Verdict) -> Int { verdicts.count { $0 == verdict } }
        return """
            Of \(verdicts.count) layers in all models the bound holds in \(count(.holds)), fails in \
            \(count(.fails)), is vacuous in \(count(.vacuous)) and undefined in \(count(.undefined)).
            """
    }

    private static func row(_ setting: BoundedSetting, _ layer: Int) -> String {
        let values: [(Proposition1) -> Double?] = [
            \.leftSide, \.epsilon1, \.epsilon2Projected, \.epsilon2Full, \.rightSide, \.ratio,
        ]
        return MarkdownTable.row(
            ["\(layer)"] + values.map { setting.median(layer, $0) }
                + [setting.verdicts(layer), setting.median(layer, \.unexplainedTargets)])
    }
}
