internal import PipelineLanguage

/// What can be told of a figure's grouping before anything is measured.
enum FigureChecks {
    /// The parameters that name `k` or a label.
    private static let keys = ["group_by", "curves_by"]
    private static let dimension = "k"

    /// Of `figure`: the labels, that the panel of errors has curves to show, and that curves can be told
    /// apart.
    static let collapse: StageCheck = { stage, graph in
        labels(stage, graph) + lossOfOne(stage) + severalQuantities(stage)
    }

    /// Whether each key is a label of everything that is drawn. Commands may write any labels.
    static let labels: StageCheck = { stage, graph in
        keys.compactMap { key in
            guard let name = stage.text(key), name != dimension else { return nil }
            for producer in stage.producers.map({ graph[$0] }) {
                guard case .mapping(let entries)? = stage.labels(of: producer),
                    !entries.contains(where: { $0.key == name })
                else { continue }
                return .noLabel(
                    key, name, of: producer, labels: entries.map(\.key).sorted(), in: stage)
            }
            return nil
        }
    }

    private static func severalQuantities(_ stage: Stage) -> [StageFault] {
        guard stage.text("curves_by") != nil,
            case .list(let panels)? = stage.parameter("panels")
        else { return [] }
        return panels.compactMap { panel in
            guard case .text(let name) = panel,
                CollapsePanel(rawValue: name)?.hasSeveralQuantities == true
            else { return nil }
            return StageFault(
                parameter: "panels",
                message: """
                    the panel '\(name)' of stage '\(stage.name)' shows two quantities, so that with \
                    'curves_by' no curve could be told
                    """,
                label: name == CollapsePanel.alignment.rawValue
                    ? "expected 'signal_target_alignment, feature_weight_alignment' in its place"
                    : "expected panels of one quantity each")
        }
    }

    private static func lossOfOne(_ stage: Stage) -> [StageFault] {
        let loss = CollapsePanel.loss.rawValue
        guard stage.text("curves_by") == nil,
            case .list(let panels)? = stage.parameter("panels"),
            panels.contains(.text(loss))
        else { return [] }
        return [
            StageFault(
                parameter: "panels",
                message: "the panel '\(loss)' of stage '\(stage.name)' has no curves to show",
                label: "expected 'curves_by' with it: it has a place for each curve of the others")
        ]
    }
}

extension Stage {
    fileprivate func text(_ name: String) -> String? {
        guard case .text(let text)? = parameter(name) else { return nil }
        return text
    }

    /// The labels that a stage writes into what it measures; `nil` where nobody can tell.
    fileprivate func labels(of producer: Stage) -> ParameterValue? {
        let measuring = [StageKind.measureCollapse.name, StageKind.measureTrajectory.name]
        guard measuring.contains(producer.kind) else { return nil }
        return producer.parameter("labels")
    }
}

extension StageFault {
    fileprivate static func noLabel(
        _ key: String, _ name: String, of producer: Stage, labels: [String], in stage: Stage
    ) -> StageFault {
        let isAxis = producer.name.dropFirst(producer.definitionName.count + 1)
            .split(separator: ",").contains { $0.hasPrefix("\(name)=") }
        let toAdd = "labels: {\(name): \"${\(name)}\"}"
        return StageFault(
            parameter: key,
            message: """
                '\(key)' of stage '\(stage.name)' is '\(name)', which is neither k nor a label of \
                '\(producer.definitionName)'
                """,
            label: isAxis
                ? "expected '\(toAdd)' under 'with' of '\(producer.definitionName)'"
                : Diagnostic.suggestion(
                    for: name, among: labels + ["k"], otherwise: "expected k"))
    }
}
