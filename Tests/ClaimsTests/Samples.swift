import PipelineLanguage

@testable import Claims

/// Measurements and claims made up for tests.
enum Samples {
    /// A measurement of these layers; metrics of the whole go by `values`.
    static func measurement(
        layers: [[String: String]] = [], _ values: [String: String] = [:]
    ) throws -> Measurement {
        let rendered = layers.map { layer in object(layer) }.joined(separator: ",")
        let own = values.map { "\"\($0.key)\": \($0.value)" } + ["\"layers\": [\(rendered)]"]
        return try Measurement(json: Array("{\(own.joined(separator: ","))}".utf8))
    }

    /// One metric over the layers, from the input on.
    static func layers(_ metric: String, _ values: [Double]) -> [[String: String]] {
        values.map { [metric: "\($0)"] }
    }

    private static func object(_ values: [String: String]) -> String {
        "{" + values.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",") + "}"
    }

    static func predicate(
        _ metric: String, _ relation: ClaimBound.Relation, _ number: Double,
        undefinedFails: Bool = false
    ) -> ClaimPredicate {
        ClaimPredicate(
            ClaimQuantity(metric), [ClaimBound(relation, .number(number))],
            undefinedFails: undefinedFails)
    }

    /// A graph of stages `measure0`, `measure1`, … with an output `json` each.
    static func graph(stages: Int, standIns: [Int: [String]] = [:]) -> StageGraph {
        StageGraph(
            pipelineName: "test", profile: "quick",
            stages: (0..<stages).map { index in
                var stage = Stage(
                    id: StageID(index), name: "measure\(index)", definitionName: "measure",
                    kind: "exec", kindRevision: 1, runner: .command, parameters: [], inputs: [],
                    outputs: [.init(name: "json", path: "m.json", format: .any)],
                    location: SourceLocation(file: "p.yaml", line: 1, column: 1))
                stage.standIns = standIns[index] ?? []
                return stage
            }, figures: [])
    }

    static func sources(_ range: Range<Int>) -> [Claim.Source] {
        range.map { Claim.Source(stage: StageID($0), output: "json") }
    }

    static func claim(
        _ terms: ClaimTerms, measurements: Range<Int>, arms: [Claim.Arm] = [],
        controls: [Claim.Arm] = []
    ) -> Claim {
        Claim(
            name: "c", statement: "it holds", measurements: sources(measurements), arms: arms,
            controls: controls, terms: terms,
            location: SourceLocation(file: "p.yaml", line: 1, column: 1))
    }

    /// What is found of a claim whose stage i measured the i-th of `measurements`.
    static func finding(
        _ claim: Claim, _ measurements: [Measurement], standIns: [Int: [String]] = [:]
    ) -> ClaimFinding {
        ClaimEvaluation.finding(
            of: claim, in: graph(stages: measurements.count, standIns: standIns)
        ) { .measured(measurements[$0.stage.index]) }
    }
}
