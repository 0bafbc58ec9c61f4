/// What a kind finds wrong with a stage that no single value shows, such as parameters that do not
/// go with its inputs; asked once everything else is right, before anything runs.
package typealias StageCheck = @Sendable (_ stage: Stage, _ graph: StageGraph) -> [StageFault]

/// Something that is wrong with a stage.
package struct StageFault: Hashable, Sendable {
    /// Whose value is at fault; `nil` for the stage as a whole.
    package var parameter: String?
    package var message: String
    /// What was expected.
    package var label: String

    package init(parameter: String? = nil, message: String, label: String) {
        self.parameter = parameter
        self.message = message
        self.label = label
    }
}

extension StageGraph {
    /// Lets the stages' kinds look at them; what all instances of a sweep have is reported once.
    func checkStages(kinds: [StageKind], sources: SourceMap, log: inout DiagnosticLog) {
        let checks = Dictionary(
            kinds.compactMap { kind in kind.check.map { (kind.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard !checks.isEmpty else { return }
        var reported: Set<ReportedFault> = []
        for stage in stages {
            for fault in checks[stage.kind]?(stage, self) ?? [] {
                let whose = ReportedFault(definition: stage.definitionName, fault: fault)
                guard reported.insert(whose).inserted else { continue }
                let parameter = stage.parameters.first { $0.name == fault.parameter }
                log.report(
                    Diagnostic(
                        fault.message,
                        at: sources.place(
                            of: parameter?.location ?? stage.location,
                            length: parameter?.location == nil
                                ? stage.definitionName.unicodeScalars.count : 1),
                        label: fault.label))
            }
        }
    }
}

private struct ReportedFault: Hashable {
    let definition: String
    let fault: StageFault
}

extension SourceMap {
    fileprivate func place(of location: SourceLocation, length: Int) -> Place? {
        files.firstIndex { $0.path == location.file }.map { file in
            Place(
                Mark(file: file, line: location.line, column: location.column), length: length)
        }
    }
}
